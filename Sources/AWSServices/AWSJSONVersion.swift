/// The versions of the protocol awsJson, which differ in nothing but the content type.
enum AWSJSONVersion: String {
    case oneZero = "application/x-amz-json-1.0"
    case oneOne = "application/x-amz-json-1.1"
}
