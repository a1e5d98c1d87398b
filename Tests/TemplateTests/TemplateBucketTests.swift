import Testing
import WireFormats

@Suite("The template's buckets")
struct TemplateBucketTests {
    @Test("are encrypted, closed to the public, without access lists, and outlive the stack")
    func safety() async throws {
        let buckets = try await Template.expanded().resources("AWS::S3::Bucket")
        #expect(buckets.count == 3)
        for (name, bucket) in buckets {
            let properties = bucket["Properties"]
            #expect(
                properties?["PublicAccessBlockConfiguration"] == [
                    "BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true,
                    "RestrictPublicBuckets": true,
                ], "\(name)")
            #expect(
                properties?["BucketEncryption"]
                    == [
                        "ServerSideEncryptionConfiguration": [
                            ["ServerSideEncryptionByDefault": ["SSEAlgorithm": "AES256"]]
                        ]
                    ],
                "\(name)")
            #expect(
                properties?["OwnershipControls"] == ["Rules": [["ObjectOwnership": "BucketOwnerEnforced"]]], "\(name)")
            #expect(bucket["DeletionPolicy"] == "Retain" && bucket["UpdateReplacePolicy"] == "Retain", "\(name)")
        }
    }

    @Test("refuse what does not come over TLS")
    func onlyTLS() async throws {
        let template = try await Template.expanded()
        let policies = template.resources("AWS::S3::BucketPolicy").values
        var refused: Set<String> = []
        for policy in policies {
            let bucket = try #require(policy["Properties"]?["Bucket"]?["Ref"]?.string)
            let statement: JSON = [
                "Sid": "OnlyTLS", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
                "Resource": [["Fn::GetAtt": [.string(bucket), "Arn"]], ["Fn::Sub": .string("${\(bucket).Arn}/*")]],
                "Condition": ["Bool": ["aws:SecureTransport": "false"]],
            ]
            #expect(
                policy["Properties"]?["PolicyDocument"] == ["Version": "2012-10-17", "Statement": [statement]])
            refused.insert(bucket)
        }
        #expect(refused == Set(template.resources("AWS::S3::Bucket").keys))
    }

    @Test("drop exports after a day and documents when the parameter says")
    func expiry() async throws {
        let template = try await Template.expanded()
        func rule(_ bucket: String) -> JSON? { template.properties(bucket)?["LifecycleConfiguration"]?["Rules"]?[0] }
        #expect(rule("DownloadBucket") == ["Id": "exports", "Status": "Enabled", "ExpirationInDays": 1])
        #expect(
            rule("ArtifactsBucket")
                == ["Id": "documents", "Status": "Enabled", "ExpirationInDays": ["Ref": "ArtifactDays"]])
    }
}
