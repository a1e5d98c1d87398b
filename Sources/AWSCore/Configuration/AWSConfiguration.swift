import WireFormats

/// Region and endpoints, read once from the environment and the shared profile it names.
///
/// Region: `AWS_REGION`, `AWS_DEFAULT_REGION`, then the profile's `region`. Endpoint of a service: `AWS_ENDPOINT_URL_<SERVICE>`,
/// `AWS_ENDPOINT_URL`, the profile's `services` section, the profile's `endpoint_url`, then AWS's own;
/// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` skips all but the last. `AWS_USE_FIPS_ENDPOINT` and
/// `AWS_USE_DUALSTACK_ENDPOINT` pick among AWS's own. Source: AWS SDKs and Tools Reference Guide.
public struct AWSConfiguration: Sendable {
    /// `nil` when nothing names one; a service cannot be called then.
    public let region: String?
    private let environment: [String: String]
    private let profile: SharedProfile
    private let ignoresConfiguredEndpoints: Bool
    private let usesFIPS: Bool
    private let usesDualStack: Bool

    /// - Throws: ``AWSError`` with code `configuration` that names the variable, when a region or a switch is malformed.
    public init(environment: [String: String]) throws(AWSError) {
        self.environment = environment
        let profile = SharedProfiles(environment: environment).selected
        self.profile = profile
        func isOn(_ variable: String, _ setting: String) throws(AWSError) -> Bool {
            guard let value = environment.nonEmpty(variable) ?? profile[setting] else { return false }
            switch value.lowercased() {
            case "true", "1": return true
            case "false", "0": return false
            default: throw Self.error("\(variable) must be true or false")
            }
        }
        ignoresConfiguredEndpoints = try isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
        usesFIPS = try isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        usesDualStack = try isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        region = environment.nonEmpty("AWS_REGION") ?? environment.nonEmpty("AWS_DEFAULT_REGION") ?? profile["region"]
        if let region {
            // It becomes part of host names.
            guard region.utf8.count <= 63, !region.hasBytePrefix("-"), !region.hasByteSuffix("-"),
                region.utf8.allSatisfy({ Self.isLabelByte($0) })
            else { throw Self.error("AWS_REGION must be a region such as us-east-1") }
        }
    }

    /// - Throws: ``AWSError`` with code `configuration` that names the variable, without a region or when the endpoint that
    ///   is set is no URL.
    public func endpoint(for service: AWSService) throws(AWSError) -> AWSEndpoint {
        guard let region else { throw Self.error("AWS_REGION is not set") }
        if !ignoresConfiguredEndpoints, let (source, url) = configuredEndpoint(for: service) {
            guard let endpoint = AWSEndpoint(url: url, region: region) else {
                throw Self.error("\(source) must be an http or https URL without a query")
            }
            return endpoint
        }
        return AWSEndpoint(host: standardHost(of: service, in: region), region: region)
    }

    private func configuredEndpoint(for service: AWSService) -> (source: String, url: String)? {
        let specific = "AWS_ENDPOINT_URL_\(service.environmentName)"
        if let url = environment.nonEmpty(specific) { return (specific, url) }
        if let url = environment.nonEmpty("AWS_ENDPOINT_URL") { return ("AWS_ENDPOINT_URL", url) }
        let setting = "endpoint_url of profile \(profile.name)"
        if let url = profile.endpoint(ofService: service.environmentName.lowercased()) { return (setting, url) }
        return profile["endpoint_url"].map { (setting, $0) }
    }

    private func standardHost(of service: AWSService, in region: String) -> String {
        let partition = AWSPartition(ofRegion: region)
        var prefix = service.endpointPrefix
        // STS's plain endpoints in GovCloud are the FIPS ones.
        let isPlainFIPS = prefix == "sts" && region.hasBytePrefix("us-gov-") && !usesDualStack
        if usesFIPS, !isPlainFIPS { prefix += "-fips" }
        guard usesDualStack else { return "\(prefix).\(region).\(partition.domain)" }
        // S3 had its dual-stack names before there was a domain for them.
        if service.endpointPrefix == "s3" { return "\(prefix).dualstack.\(region).\(partition.domain)" }
        return "\(prefix).\(region).\(partition.dualStackDomain)"
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func error(_ message: String) -> AWSError { AWSError(code: .configuration, message: message) }
}
