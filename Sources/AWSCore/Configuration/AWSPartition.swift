import WireFormats

/// A group of regions with its own domain: public AWS, China, GovCloud.
struct AWSPartition: Sendable, Hashable {
    let domain: String
    let dualStackDomain: String

    static let aws = AWSPartition(domain: "amazonaws.com", dualStackDomain: "api.aws")
    static let china = AWSPartition(domain: "amazonaws.com.cn", dualStackDomain: "api.amazonwebservices.com.cn")
    static let govCloud = AWSPartition(domain: "amazonaws.com", dualStackDomain: "api.aws")

    /// The partition of a region by its prefix; a region that is not known yet counts as public AWS.
    init(ofRegion region: String) {
        if region.hasBytePrefix("cn-") {
            self = .china
        } else if region.hasBytePrefix("us-gov-") {
            self = .govCloud
        } else {
            self = .aws
        }
    }

    private init(domain: String, dualStackDomain: String) {
        self.domain = domain
        self.dualStackDomain = dualStackDomain
    }
}
