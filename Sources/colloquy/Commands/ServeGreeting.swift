import LocalCloud

/// What `serve` says once it serves: where, and what to try.
struct ServeGreeting {
    var httpAPI: String
    var lambda: String
    var s3: String
    /// `nil` when messages go to Twilio itself.
    var twilio: String?
    var store: String
    var function: String
    /// Leads an AWS SDK to the stand-ins.
    var environment: [String: String]
    var claims: HTTPAPIClaims?

    var text: String {
        let user = claims?.user ?? "local"
        let who = claims.map { claims in
            "\(claims.user)" + (claims.groups.isEmpty ? "" : " in \(claims.groups.joined(separator: ", "))")
        }
        let exports = environment.sorted { $0.key < $1.key }.map { "  export \($0.key)=\($0.value)" }
        return """

            Colloquy serves \(httpAPI)
              store     \(store)
              caller    \(who ?? "anonymous; --as USER --groups A,B puts an authorizer's claims on every request")
              Lambda    \(lambda)
              S3        \(s3)
              Twilio    \(twilio ?? "itself, with the account of TWILIO_ACCOUNT_SID")

            Open \(httpAPI)/ in a browser for the web page, or chat with a model on this machine:

              curl \(httpAPI)/api/generate/ --json '{"prompt": "My name is Ann."}'

            Store a first message, then list the sessions of its user:

              curl \(httpAPI)/user-session --json '{"operation": "add_new_session_with_first_message", "user_id": "\(user)", \
            "title": "Hello", "new_chat_entry": {"user_prompt": "Who are you?", "bot_response": "A session store."}}'
              curl \(httpAPI)/user-session --json '{"operation": "list_sessions_by_user_id", "user_id": "\(user)"}'

            Ask a question from passages, which the conversation's next question still knows:

              curl \(httpAPI)/query --json '{"session_id": "tour", "query": "As [1] says, when do you open?", \
            "passages": [{"text": "We open at 8.", "source": "hours.md"}]}'

            Submit an assessment, then follow it with the poll_url of the answer; an agent on this machine works on it:

              curl \(httpAPI)/api/submit-assessment --json '{"client_name": "Birkenhof Bakery", "requirements": "Web orders"}'
              curl \(httpAPI)/api/assessments

            Or invoke the function directly, with any AWS SDK or the AWS CLI:

            \(exports.joined(separator: "\n"))
              aws lambda invoke --function-name \(function) --cli-binary-format raw-in-base64-out \
            --payload '{"operation": "list_sessions_by_user_id", "user_id": "\(user)"}' /dev/stdout

            Ctrl-C stops.

            """
    }
}
