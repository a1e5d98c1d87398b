import Application

extension Setting {
    var meaning: SettingMeaning {
        switch self {
        case .store:
            SettingMeaning(.all, "`dynamodb`, or `sqlite:PATH` for the embedded store, where tables have default names")
        case .authorizationMode:
            SettingMeaning(
                .all,
                "`required`: HTTP callers need an authorizer's claims. `open`: callers without them share one local identity"
            )
        case .adminGroup: SettingMeaning(.all, "the group in the token whose members may do everything; compared whole")
        case .staffGroup: SettingMeaning(.all, "the group whose members answer on WhatsApp; compared whole")
        case .userClaim:
            SettingMeaning(
                .all,
                "claims that name the user, separated by commas; the first that is there counts. Take one that no user can change"
            )
        case .groupsClaim:
            SettingMeaning(
                .all,
                "claims that name the user's groups, separated by commas; with dots for one inside another, as in `realm_access.roles`"
            )
        case .groupNames:
            SettingMeaning(
                .all,
                "`without-blanks`: no group's name has a blank, so that several groups can be read from what an HTTP API writes as `[a b]`. `any`: such a text puts nobody into any group. `cognito:groups` needs no setting"
            )
        case .basePath:
            SettingMeaning(
                .all,
                "what a domain of your own puts in front of paths, such as `/v1`, where the gateway's routes do not take it off"
            )
        case .allowedOrigins:
            SettingMeaning(
                .all, "origins of web pages that may call (CORS), separated by commas, or `*`; by default none")
        case .cursorKey:
            SettingMeaning(
                .all, "16 bytes or more that seal cursors. Needed, unless `AUTH_MODE` is `open`: then it is random",
                isSecret: true)
        case .retentionDays:
            SettingMeaning(
                .all, "days after which assessments, and WhatsApp's messages and ended sessions, expire; `0` for never")
        case .metrics:
            SettingMeaning(
                .all,
                "`emf`: a line of metrics an invocation. `off`: none, the default of `colloquy serve` and its like")
        case .metricsNamespace:
            SettingMeaning(.all, "keeps deployments in one account apart, such as `Colloquy/staging`")
        case .sessionsTable:
            SettingMeaning(.chatSessions, "the table of sessions; without its tables the system is off")
        case .messagesTable: SettingMeaning(.chatSessions, "the table of messages")
        case .reviewsTable: SettingMeaning(.chatSessions, "the table of reviews")
        case .downloadBucket: SettingMeaning(.chatSessions, "the bucket for CSV exports; without it there are none")
        case .assessmentsTable:
            SettingMeaning(.assessments, "the table of assessments; without its tables the system is off")
        case .agentEventsTable: SettingMeaning(.assessments, "the table of what agents report")
        case .artifactsBucket: SettingMeaning(.assessments, "the bucket of documents; goes with the tables")
        case .templatesBucket: SettingMeaning(.assessments, "the bucket of templates; without it none are taken")
        case .agentID:
            SettingMeaning(
                .assessments,
                "Bedrock's agent; while it is missing or a placeholder, runs end with `CONFIGURATION_ERROR`")
        case .agentAliasID: SettingMeaning(.assessments, "that agent's alias")
        case .workflowLease:
            SettingMeaning(.assessments, "how long a worker that is not heard of keeps its run; 1 to 900")
        case .requiredDocuments:
            SettingMeaning(.assessments, "`any`: one of the two documents completes a run. `all`: it takes both")
        case .conversationsTable:
            SettingMeaning(
                .conversations,
                "the table of web chats, of WhatsApp, and of context memory without Redis; without it they are off")
        case .modelID:
            SettingMeaning(
                .conversations, "a model or inference profile of Bedrock; without it nobody answers by itself")
        case .modelTemperature:
            SettingMeaning(
                .conversations,
                "of answers and summaries; 0 to 1. By default the model's own: newer ones refuse to be given any")
        case .modelMaximumTokens:
            SettingMeaning(
                .conversations, "of an answer, with what the model thinks before it; 1 to 65536")
        case .systemPrompt: SettingMeaning(.conversations, "what the model is told before every conversation")
        case .contextTokenBudget:
            SettingMeaning(
                .conversations, "estimated tokens of a conversation that the model is shown; 100 to 1000000")
        case .redisURL:
            SettingMeaning(
                .contextMemory,
                "`redis[s]://[[user]:password@]host[:port][/database]`, or `valkey[s]://…`: sessions are kept in Redis, not in the table",
                isSecret: true)
        case .redisHost: SettingMeaning(.contextMemory, "the same in parts, as the original had it")
        case .redisPort: SettingMeaning(.contextMemory, "goes with `REDIS_HOST`")
        case .redisDatabase: SettingMeaning(.contextMemory, "goes with `REDIS_HOST`")
        case .redisPassword: SettingMeaning(.contextMemory, "goes with `REDIS_HOST`", isSecret: true)
        case .contextTimeToLive:
            SettingMeaning(.contextMemory, "a session that nobody has written to for so many seconds is gone")
        case .contextMaximumMessages:
            SettingMeaning(.contextMemory, "messages of a session that are kept, the last ones; 1 to 100000")
        case .twilioAccountSID:
            SettingMeaning(.whatsApp, "the account at Twilio, `AC…`; goes with its token and `TWILIO_FROM`")
        case .twilioAuthToken: SettingMeaning(.whatsApp, "the account's token", isSecret: true)
        case .twilioPreviousAuthToken:
            SettingMeaning(.whatsApp, "while tokens are rotated, the one that signed until now", isSecret: true)
        case .twilioFrom:
            SettingMeaning(
                .whatsApp, "the account's address (`whatsapp:+14155238886`), or a messaging service (`MG…`)")
        case .publicBaseURL:
            SettingMeaning(
                .whatsApp,
                "the URL under which Twilio calls, stage included; by default what the gateway says was called")
        case .twilioBaseURL: SettingMeaning(.whatsApp, "Twilio's REST API")
        case .whatsAppSessionHours:
            SettingMeaning(.whatsApp, "a session without activity for so many hours is over; 1 to 8760")
        case .oidcIssuer:
            SettingMeaning(.page, "the OpenID provider where people sign in, as its tokens name it in `iss`")
        case .oidcClientID: SettingMeaning(.page, "the page's public client there; goes with `OIDC_ISSUER`")
        case .oidcOrigins:
            SettingMeaning(.page, "origins of the provider's endpoints besides its own, separated by commas")
        }
    }
}
