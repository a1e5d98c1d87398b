import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

/// botocore reads the streams.
@Suite("Bedrock's InvokeAgent")
struct BedrockAgentServiceTests {
    private static let tools = [
        "RequirementsAnalyzer", "CostCalculator", "TemplateRetriever", "PowerPointGenerator", "SOWGenerator",
    ]

    @Test("plays the happy path: five tools, their writes, two documents and the answer")
    func happyPath() async throws {
        let table = MemoryToolTable(["s-1": ["requirements_data": #"{"raw_requirements":"Notes"}"#]])
        let answer = try await AgentUnderTest.run(
            """
            events = invoke("happy-path", session="s-1")
            calls = [e["trace"]["trace"]["orchestrationTrace"]["invocationInput"] for e in events
                     if "invocationInput" in e.get("trace", {}).get("trace", {}).get("orchestrationTrace", {})]
            groups = [c["actionGroupInvocationInput"]["actionGroupName"] for c in calls]
            functions = [c["actionGroupInvocationInput"]["function"] for c in calls]
            text = b"".join(base64.b64decode(e["chunk"]["bytes"]) for e in events if "chunk" in e).decode()
            print(json.dumps([groups, functions, calls[1], text, len([e for e in events if "trace" in e])]))
            """, table: table)
        #expect(answer[0] == .array(Self.tools.map(JSON.string)))
        #expect(answer[1] == .array(Self.tools.map { .string($0.lowercased()) }))
        #expect(
            answer[2] == [
                "invocationType": "ACTION_GROUP", "traceId": "local-1",
                "actionGroupInvocationInput": [
                    "actionGroupName": "CostCalculator", "function": "costcalculator", "executionType": "LAMBDA",
                    "parameters": [
                        ["name": "session_id", "type": "string", "value": "s-1"],
                        ["name": "deliverables", "type": "integer", "value": "6"],
                        ["name": "technical_requirements", "type": "integer", "value": "4"],
                        ["name": "complexity_level", "type": "string", "value": "Medium"],
                    ],
                ],
            ])
        #expect(
            answer[3]?.string?.hasPrefix("The proposal for Birkenhof Bakery is complete. It comes to 480 hours") == true
        )
        #expect(answer[4] == 17)

        let item = table.item("s-1")
        #expect(item["status"] == "SOW_GENERATED")
        #expect(item["document_urls"]?.array?.count == 2)
        let cost = try JSON(parsing: #require(item["cost_data"]?.string))
        #expect(cost["total_hours"] == 480)
        #expect(cost["total_cost"] == 59280)
        let analysis = try JSON(parsing: #require(item["requirements_data"]?.string))
        #expect(analysis["raw_requirements"] == "Notes")
        #expect(analysis["analysis"]?["complexity_level"] == "Medium")
    }

    @Test("makes documents that are valid packages behind presigned links")
    func documents() async throws {
        let table = MemoryToolTable()
        let options = LocalCloud.Options(
            function: try CloudUnderTest.fixture(), buckets: ["artifacts"],
            agents: AgentOptions(scenarios: AgentUnderTest.shipped, table: table, artifactsBucket: "artifacts"))
        try await CloudUnderTest.with(options) { cloud in
            _ = try await AgentUnderTest.boto3(#"print(json.dumps(kinds("knowledge-base", session="s-2")))"#, cloud)
            let urls = try #require(table.item("s-2")["document_urls"]?.array).compactMap(\.string)
            #expect(urls.count == 2)
            let answer = try await AgentUnderTest.boto3(
                """
                import io, urllib.request, zipfile, xml.dom.minidom
                found = []
                for url in json.loads(os.environ["URLS"]):
                    with urllib.request.urlopen(url) as answer:
                        archive = zipfile.ZipFile(io.BytesIO(answer.read()))
                        assert archive.testzip() is None
                        for name in archive.namelist(): xml.dom.minidom.parseString(archive.read(name))
                        found.append([answer.headers["Content-Type"].rsplit(".", 1)[1], len(archive.namelist()) > 2,
                                      "X-Amz-Expires=3600" in url])
                print(json.dumps(found + [s3.head_object(Bucket="artifacts", Key="s-2/sow.docx")["ContentLength"] > 500]))
                """, cloud, ["URLS": String(decoding: JSON.array(urls.map(JSON.string)).serialized(), as: UTF8.self)])
            #expect(answer == [["presentation", true, true], ["document", true, true], true])
        }
    }

    @Test("plays one entry after the other in a session and repeats the last, each session for itself")
    func turns() async throws {
        let answer = try await AgentUnderTest.run(
            """
            codes = [kinds("throttled-twice", session=s)[:2] for s in ["a1", "a1", "b1", "a1", "a1", "b1"]]
            codes += [kinds("throttled-always", session="c1")[:2] for _ in range(4)]
            print(json.dumps(codes))
            """)
        let throttled: JSON = [429, "ThrottlingException"]
        let played: JSON = ["invocationInput", "observation"]
        #expect(
            answer == [
                throttled, throttled, throttled, played, played, throttled, throttled, throttled, throttled, throttled,
            ])
    }

    @Test("begins anew after endSession")
    func endSession() async throws {
        let answer = try await AgentUnderTest.run(
            """
            print(json.dumps([kinds("throttled-twice", endSession=True)[1] for _ in range(3)]))
            """)
        #expect(answer == ["ThrottlingException", "ThrottlingException", "ThrottlingException"])
    }

    @Test(
        "plays the shipped scenarios to their ends",
        arguments: [
            ("throttled-in-stream", ["rationale", "invocationInput", ["exception", "throttlingException", "*"]]),
            (
                "one-document",
                ["invocationInput", "observation", "invocationInput", "observation", "observation", "chunk"]
            ),
            ("no-documents", ["rationale", "observation", "chunk"]),
            ("access-denied", [403, "AccessDeniedException", "*"]),
            ("failure-trace", ["invocationInput", "failureTrace", ["exception", "dependencyFailedException", "*"]]),
            (
                "knowledge-base",
                [
                    "rationale", "invocationInput", "observation", "invocationInput", "observation", "invocationInput",
                    "observation", "guardrailTrace", "observation", "chunk",
                ]
            ),
        ] as [(String, JSON)])
    func shipped(name: String, expected: JSON) async throws {
        let answer = try await AgentUnderTest.run(
            """
            def masked(value):
                return value[:2] + ["*"] if isinstance(value, list) else value
            events = kinds("\(name)")
            print(json.dumps(masked(events) if isinstance(events[0], int) else [masked(e) for e in events]))
            """)
        #expect(answer == expected)
    }

    @Test("cuts the connection in the middle of a message")
    func cut() async throws {
        let answer = try await AgentUnderTest.run(#"print(json.dumps(kinds("cut-connection")))"#)
        #expect(answer[0] == "rationale")
        #expect(answer[1] == "chunk")
        #expect(answer[2]?[0] == "connection")
        #expect(answer[3] == nil)
    }

    @Test("says nothing more when it stalls, and lets go of a client that hangs up")
    func stall() async throws {
        let answer = try await AgentUnderTest.run(
            """
            agent = boto3.client("bedrock-agent-runtime",
                                 config=Config(retries={"max_attempts": 0}, read_timeout=20))
            print(json.dumps(kinds("stall")))
            """)
        #expect(answer == ["rationale", "invocationInput", ["connection", "ReadTimeoutError"]])
    }

    @Test("cuts characters across chunks, and the whole is the text")
    func splitCharacters() async throws {
        let answer = try await AgentUnderTest.run(
            """
            def broken(part):
                try: part.decode(); return False
                except UnicodeDecodeError: return True
            parts = [base64.b64decode(e["chunk"]["bytes"]) for e in invoke("split-characters") if "chunk" in e]
            print(json.dumps([any(map(broken, parts)), b"".join(parts).decode()]))
            """)
        #expect(answer == [true, "Angebot für Bäckerei Birkenhof – 9 Filialen, 51 900 € 🥐 完成"])
    }

    @Test("streams ten thousand events of 3 KB")
    func manyEvents() async throws {
        let answer = try await AgentUnderTest.run(
            """
            def read(event):
                observation = event.get("trace", {}).get("trace", {}).get("orchestrationTrace", {}).get("observation", {})
                return observation.get("actionGroupInvocationOutput", {}).get("text", "")
            texts = [t for t in invoke("many-events", read=read) if t.startswith("Result ")]
            print(json.dumps([len(texts), min(map(len, texts)) > 2900,
                              [int(t.split()[1]) for t in texts] == list(range(1, 10001))]))
            """)
        #expect(answer == [10000, true, true])
    }

    @Test("leaves traces out unless they are asked for")
    func withoutTrace() async throws {
        let answer = try await AgentUnderTest.run(#"print(json.dumps(kinds("knowledge-base", trace=False)))"#)
        #expect(answer == ["chunk"])
    }

    @Test("tells the session and the content type in headers, and the rest of a trace part")
    func parts() async throws {
        let answer = try await AgentUnderTest.run(
            """
            answer = agent.invoke_agent(agentId="no-documents", agentAliasId="local", sessionId="s:1._-", inputText="x",
                                        enableTrace=True)
            part = next(iter(answer["completion"]))["trace"]
            part["eventTime"] = part["eventTime"].tzinfo is not None
            print(json.dumps([answer["sessionId"], answer["contentType"], plain(part)]))
            """)
        #expect(
            answer == [
                "s:1._-", "application/json",
                [
                    "agentId": "no-documents", "agentAliasId": "local", "agentVersion": "1", "sessionId": "s:1._-",
                    "eventTime": true,
                    "callerChain": [
                        ["agentAliasArn": "arn:aws:bedrock:us-east-1:123456789012:agent-alias/no-documents/local"]
                    ],
                    "trace": [
                        "orchestrationTrace": [
                            "rationale": ["text": "The notes are too short for a proposal.", "traceId": "local-0"]
                        ]
                    ],
                ],
            ])
    }

    @Test("gives each kind of event the shape that botocore knows")
    func shapes() async throws {
        let scenario = """
            {"purpose": "", "invocations": [{"steps": [
              {"knowledgeBaseLookup": {"knowledgeBaseId": "KB1", "text": "{{input_text}}?"}},
              {"knowledgeBaseResult": [{"text": "found {{input_text}}", "uri": "s3://b/{{session_id}}"}]},
              {"failure": {"reason": "broken", "code": 424}},
              {"guardrail": {"action": "INTERVENED", "inputAssessments": [
                {"wordPolicy": {"customWords": [{"match": "{{input_text}}", "action": "BLOCKED"}]}}]}},
              {"trace": {"postProcessingTrace": {"modelInvocationOutput": {"parsedResponse": {"text": "t"}}}}},
              {"finalResponse": "done for {{session_id}}"},
              {"event": {"type": "returnControl", "payload": {"invocationId": "i", "invocationInputs": [
                {"functionInvocationInput": {"actionGroup": "g", "function": "f", "parameters": []}}]}}},
              {"event": {"type": "files", "payload": {"files": [{"name": "a.txt", "type": "text/plain", "bytes": "aGk="}]}}}
            ]}]}
            """
        let answer = try await AgentUnderTest.run(
            """
            print(json.dumps(invoke("shapes", text="quo\\"ted",
                                    read=lambda e: plain(e["trace"]["trace"] if "trace" in e else e))))
            """, files: ["shapes.json": scenario])
        #expect(
            answer == [
                [
                    "orchestrationTrace": [
                        "invocationInput": [
                            "invocationType": "KNOWLEDGE_BASE", "traceId": "local-0",
                            "knowledgeBaseLookupInput": ["knowledgeBaseId": "KB1", "text": #"quo"ted?"#],
                        ]
                    ]
                ],
                [
                    "orchestrationTrace": [
                        "observation": [
                            "type": "KNOWLEDGE_BASE", "traceId": "local-0",
                            "knowledgeBaseLookupOutput": [
                                "retrievedReferences": [
                                    [
                                        "content": ["type": "TEXT", "text": #"found quo"ted"#],
                                        "location": ["type": "S3", "s3Location": ["uri": "s3://b/session-1"]],
                                    ]
                                ]
                            ],
                        ]
                    ]
                ],
                ["failureTrace": ["failureReason": "broken", "failureCode": 424, "traceId": "local-1"]],
                [
                    "guardrailTrace": [
                        "action": "INTERVENED", "traceId": "local-1",
                        "inputAssessments": [
                            ["wordPolicy": ["customWords": [["match": #"quo"ted"#, "action": "BLOCKED"]]]]
                        ],
                    ]
                ],
                ["postProcessingTrace": ["modelInvocationOutput": ["parsedResponse": ["text": "t"]]]],
                [
                    "orchestrationTrace": [
                        "observation": [
                            "type": "FINISH", "traceId": "local-1",
                            "finalResponse": ["text": "done for session-1"],
                        ]
                    ]
                ],
                [
                    "returnControl": [
                        "invocationId": "i",
                        "invocationInputs": [
                            ["functionInvocationInput": ["actionGroup": "g", "function": "f", "parameters": []]]
                        ],
                    ]
                ],
                ["files": ["files": [["name": "a.txt", "type": "text/plain", "bytes": "aGk="]]]],
            ])
    }

    @Test("raises each of the ten exceptions in the stream")
    func exceptions() async throws {
        var files: [String: String] = [:]
        for name in AgentStep.Action.exceptions {
            files["\(name).json"] =
                #"{"purpose": "", "invocations": [{"steps": [{"exception": {"type": "\#(name)", "message": "No."}}]}]}"#
        }
        let names = AgentStep.Action.exceptions
        let list = JSON.array(names.map(JSON.string))
        let answer = try await AgentUnderTest.run(
            "print(json.dumps([invoke(name)[0] for name in \(String(decoding: list.serialized(), as: UTF8.self))]))",
            files: files)
        #expect(names.count == 10)
        #expect(answer == .array(names.map { ["exception", .string($0), "No."] }))
    }

    @Test("ends the stream with dependencyFailedException when a tool cannot write")
    func brokenTable() async throws {
        let table = MemoryToolTable(isBroken: true)
        let answer = try await AgentUnderTest.run(#"print(json.dumps(kinds("one-document")))"#, table: table)
        #expect(answer[0] == "invocationInput")
        #expect(answer[1]?[1] == "dependencyFailedException")
        #expect(answer[2] == nil)
    }

    @Test("ends the stream with dependencyFailedException when there is no bucket for a document")
    func noBucket() async throws {
        let answer = try await AgentUnderTest.run(
            #"print(json.dumps(kinds("one-document")))"#, artifactsBucket: nil)
        #expect(answer[1]?[1] == "dependencyFailedException")
        #expect(answer[1]?[2]?.string?.contains("ARTIFACTS_BUCKET_NAME") == true)
    }

    @Test("refuses in Bedrock's words what it cannot play")
    func refusals() async throws {
        let answer = try await AgentUnderTest.run(
            """
            print(json.dumps([invoke("missing")[:2], invoke("../secret")[:2], invoke("no-documents", session="a b")[:2],
                              invoke("no-documents", text="")[:2]]))
            """)
        #expect(
            answer == [
                [404, "ResourceNotFoundException"], [404, "ResourceNotFoundException"], [400, "ValidationException"],
                [400, "ValidationException"],
            ])
    }

    @Test("names the file and the member of a scenario that cannot be played")
    func brokenScenario() async throws {
        let answer = try await AgentUnderTest.run(
            #"print(json.dumps(invoke("bad")))"#,
            files: ["bad.json": #"{"purpose": "", "invocations": [{"steps": [{"rationale": 7}]}]}"#])
        #expect(
            answer == [
                500, "InternalServerException",
                "bad.json: invocations[0].steps[0].rationale must be a string, not a number",
            ])
    }

    @Test(
        "refuses a signature that is not the function's",
        arguments: [
            (["AWS_SECRET_ACCESS_KEY": "wrong"], "InvalidSignatureException"),
            (["AWS_ACCESS_KEY_ID": "AKIASTRANGER"], "UnrecognizedClientException"),
            (["AWS_DEFAULT_REGION": "eu-central-1", "AWS_REGION": "eu-central-1"], "InvalidSignatureException"),
        ])
    func signatures(changes: [String: String], code: String) async throws {
        let answer = try await AgentUnderTest.run(
            #"print(json.dumps(invoke("no-documents")[:2]))"#, changes: changes)
        #expect(answer == [403, .string(code)])
    }
}
