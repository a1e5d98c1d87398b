import WireFormats

/// Events as the gateways write them, after AWS's documentation.
enum EventFixtures {
    /// REST API, payload 1.0, with a Cognito authorizer.
    static let rest = parsed(
        #"""
        {
          "resource": "/api/agent-status/{id}", "path": "/api/agent-status/a%20b", "httpMethod": "POST",
          "headers": {"Content-Type": "application/json", "X-Two": "second"},
          "multiValueHeaders": {"Content-Type": ["application/json"], "X-Two": ["first", "second"]},
          "queryStringParameters": {"q": "b&c", "tag": "two"},
          "multiValueQueryStringParameters": {"q": ["b&c"], "tag": ["one", "two"]},
          "pathParameters": {"id": "a%20b"}, "stageVariables": null,
          "requestContext": {
            "resourceId": "123456", "resourcePath": "/api/agent-status/{id}", "httpMethod": "POST", "stage": "prod",
            "path": "/prod/api/agent-status/a%20b", "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", "apiId": "1234567890",
            "identity": {"cognitoIdentityId": null, "sourceIp": "203.0.113.9", "user": null, "userArn": null, "accessKey": null},
            "authorizer": {"claims": {"sub": "0f1e", "cognito:username": "ada", "cognito:groups": "AdminUsers,BasicUsers"}}
          },
          "body": "{\"name\":\"é\"}", "isBase64Encoded": false
        }
        """#)

    /// HTTP API, payload 2.0, with a JWT authorizer.
    static let http = parsed(
        #"""
        {
          "version": "2.0", "routeKey": "POST /user-session", "rawPath": "/user-session",
          "rawQueryString": "a=1&a=2&b=x%20y+z&empty=", "cookies": ["theme=dark", "id=7"],
          "headers": {"content-type": "application/json", "x-list": "a,b", "host": "api.example.com"},
          "queryStringParameters": {"a": "1,2", "b": "x y z", "empty": ""},
          "requestContext": {
            "accountId": "123456789012", "apiId": "api-id", "domainName": "id.execute-api.us-east-1.amazonaws.com",
            "authorizer": {"jwt": {"claims": {"sub": "0f1e", "cognito:username": "ada", "cognito:groups": "[AdminUsers BasicUsers]",
              "exp": "1795224804"}, "scopes": null}},
            "http": {"method": "POST", "path": "/user-session", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.9"},
            "requestId": "JKJaXmPLvHcESHA=", "routeKey": "POST /user-session", "stage": "$default", "timeEpoch": 1583348638390
          },
          "body": "eyJvcGVyYXRpb24iOiJnZXRfc2Vzc2lvbiJ9", "isBase64Encoded": true
        }
        """#)

    /// Function URL, payload 2.0, with IAM.
    static let functionURL = parsed(
        #"""
        {
          "version": "2.0", "routeKey": "$default", "rawPath": "/api/generate/", "rawQueryString": "",
          "headers": {"accept": "*/*"},
          "requestContext": {
            "authorizer": {"iam": {"accessKey": "AKIA", "accountId": "111122223333", "callerId": "AIDA", "cognitoIdentity": null,
              "userArn": "arn:aws:iam::111122223333:user/example-user", "userId": "AIDACOSFODNN7EXAMPLE2"}},
            "domainName": "2cxn22odiwguak4feg4jtt7cwm0ziblr.lambda-url.us-west-2.on.aws",
            "http": {"method": "get", "path": "/api/generate/"}, "requestId": "id", "routeKey": "$default", "stage": "$default"
          },
          "isBase64Encoded": false
        }
        """#)

    /// Application load balancer with multi-value headers.
    static let loadBalancer = parsed(
        #"""
        {
          "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/l/49e9"}},
          "httpMethod": "GET", "path": "/session/%2B14155550100",
          "multiValueQueryStringParameters": {"q": ["a%26b", "c+d"], "%C3%A9": ["%3D"]},
          "multiValueHeaders": {"x-amzn-oidc-identity": ["mallory"], "x-amzn-oidc-data": ["e30.e30.e30"], "accept": ["a", "b"]},
          "body": "", "isBase64Encoded": false
        }
        """#)

    /// A message of the queue of failed events, as Lambda's poller hands it on.
    static func message(_ id: String, _ body: JSON) -> JSON {
        [
            "messageId": .string(id), "receiptHandle": "AQEB", "body": .string(body.string ?? body.text),
            "attributes": ["ApproximateReceiveCount": "1", "SentTimestamp": "1795224804000"], "messageAttributes": [:],
            "md5OfBody": "00", "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:FailureQueue", "awsRegion": "us-east-1",
        ]
    }

    /// Lambda's record of an invocation that failed for good.
    static func record(of event: JSON, condition: JSON = "RetriesExhausted") -> JSON {
        [
            "version": "1.0", "timestamp": "2026-11-21T01:33:24.000Z",
            "requestContext": [
                "requestId": "e4b46cbf",
                "functionArn": "arn:aws:lambda:us-east-1:123456789012:function:colloquy:$LATEST",
                "condition": condition, "approximateInvokeCount": 3,
            ],
            "requestPayload": event,
            "responseContext": ["statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"],
            "responsePayload": ["errorMessage": "no"],
        ]
    }

    static let directBody: JSONObject = ["body": #"{"operation":"get_session","session_id":"s1","user_id":"ada"}"#]
    static let directOperation: JSONObject = ["operation": "get_session", "session_id": "s1", "user_id": "ada"]
    static let action: JSONObject = ["action": "PROCESS_AGENT_WORKFLOW", "session_id": "s1", "team_size": 3]
    static let schedule: JSONObject = [
        "version": "0", "id": "53dc4d37", "detail-type": "Scheduled Event", "source": "aws.events",
        "account": "123456789012", "time": "2026-11-21T01:33:24Z", "region": "us-east-1",
        "resources": ["arn:aws:events:us-east-1:123456789012:rule/sweep"], "detail": [:],
    ]

    static let all = [rest, http, functionURL, loadBalancer, directBody, directOperation, action, schedule]

    /// The literals above are JSON; one that is not gives an empty event, which every test that uses it refuses.
    private static func parsed(_ text: String) -> JSONObject { (try? JSON(parsing: text))?.object ?? [:] }
}

extension JSONObject {
    /// A copy with the member at a path of names replaced, or removed with `nil`.
    func with(_ path: String..., value: JSON?) -> JSONObject { replacing(path[...], value) }

    private func replacing(_ path: ArraySlice<String>, _ value: JSON?) -> JSONObject {
        guard let name = path.first else { return self }
        var copy = self
        copy[name] = path.count == 1 ? value : .object((self[name]?.object ?? [:]).replacing(path.dropFirst(), value))
        return copy
    }
}
