import AWSCore
import AWSServices
import Assessments
import ChatSessions
import ContextMemory
import Gateway
import Redis
import SystemSupport
import Tables
import Twilio
import WebChat
import WhatsApp

/// Each system from its part of the configuration.
extension Application {
    func chatSessions(_ schema: ChatSessionsSchema, _ shared: Shared) throws -> ChatSessions {
        ChatSessions(
            tables: shared.tables, schema: schema, authorization: shared.authorization,
            cursors: shared.cursors,
            exports: try configuration.downloadBucket.map { bucket in
                try S3ExportStorage(client: S3Client(shared.aws), bucket: bucket, log: log)
            },
            effects: effects, sleep: sleep, log: log)
    }

    func assessments(
        _ schema: AssessmentsSchema, _ setting: Configuration.Assessments, _ shared: Shared
    ) throws -> Assessments {
        Assessments(
            tables: shared.tables, schema: schema,
            options: Assessments.Options(
                lease: setting.lease, retentionDays: configuration.retentionDays,
                requiresAllDocuments: setting.requiresAllDocuments),
            authorization: shared.authorization, cursors: shared.cursors,
            agent: try AgentSetting(agentID: setting.agentID, aliasID: setting.agentAliasID) { id, alias in
                BedrockAgent(client: try BedrockAgentRuntimeClient(shared.aws), agentID: id, aliasID: alias)
            },
            artifacts: ArtifactStore(
                client: try S3Client(shared.aws), artifacts: setting.artifactsBucket,
                templates: setting.templatesBucket),
            start: try selfInvocation(of: configuration.functionName, shared.aws), effects: effects, sleep: sleep,
            log: log)
    }

    func webChat(_ schema: ConversationsSchema, _ shared: Shared) throws -> WebChat {
        let setting = configuration.model
        return WebChat(
            tables: shared.tables, schema: schema,
            options: WebChat.Options(
                modelID: setting.id, temperature: setting.temperature, maximumTokens: setting.maximumTokens,
                systemPrompt: setting.systemPrompt, contextTokenBudget: setting.contextTokenBudget),
            authorization: shared.authorization, cursors: shared.cursors,
            model: shared.model,
            start: try selfInvocation(of: configuration.functionName, shared.aws), effects: effects, sleep: sleep,
            log: log)
    }

    /// On Redis where there is one, otherwise on the table of conversations; `nil` without either.
    func contextMemory(_ schema: ConversationsSchema?, _ shared: Shared) -> ContextMemory? {
        let limits = configuration.contextMemory.limits
        let table = schema.map {
            TableContextStore(shared.tables, schema: $0, limits: limits, effects: effects, sleep: sleep, log: log)
        }
        let redis = shared.redis.map { RedisContextStore($0, limits: limits) }
        guard let store: any ContextStore = redis ?? table else { return nil }
        let setting = configuration.model
        return ContextMemory(
            memory: ConversationMemory(
                store: store, model: shared.model,
                options: ConversationMemory.Options(
                    contextTokenBudget: setting.contextTokenBudget, maximumTokens: setting.maximumTokens,
                    temperature: setting.temperature, systemPrompt: setting.systemPrompt),
                effects: effects, log: log),
            authorization: shared.authorization, sweeping: table)
    }

    func whatsApp(_ schema: ConversationsSchema, _ shared: Shared) throws -> WhatsApp {
        let setting = configuration.model
        return WhatsApp(
            tables: shared.tables, schema: schema,
            options: WhatsApp.Options(
                idleTime: configuration.whatsAppIdleTime, retentionDays: configuration.retentionDays,
                maximumTokens: setting.maximumTokens, temperature: setting.temperature,
                systemPrompt: setting.systemPrompt),
            authorization: shared.authorization, cursors: shared.cursors,
            channel: configuration.twilio.map { twilio in
                TwilioChannel(
                    validator: TwilioRequestValidator(account: twilio.account, baseURL: twilio.publicBaseURL),
                    client: TwilioClient(
                        account: twilio.account, baseURL: twilio.baseURL, transport: http, sleep: sleep),
                    sender: twilio.from, publicBaseURL: twilio.publicBaseURL)
            }, model: shared.model, start: try selfInvocation(of: configuration.functionName, shared.aws),
            effects: effects, sleep: sleep, log: log)
    }

    /// Events go to the version or alias that the invocation in hand came by. One may be queued twice when an answer is lost:
    /// its handler must bear that.
    private func selfInvocation(of function: String?, _ aws: AWSContext) throws -> EventInvocation {
        guard let function else {
            throw ConfigurationError(
                variable: "AWS_LAMBDA_FUNCTION_NAME", message: "must be set, as Lambda does, to invoke the function")
        }
        let client = try LambdaClient(aws)
        return { event in
            _ = try await client.invoke(
                functionName: function, qualifier: FunctionQualifier.current, payload: event, type: .event,
                isIdempotent: true)
        }
    }
}
