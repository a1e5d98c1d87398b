import AWSServices
import Gateway
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@testable import Assessments

@Suite("On DynamoDB (moto), beside boto3")
struct DynamoDBTests {
    @Test("an assessment is submitted, worked on and read, and boto3 reads it under the documented names and types")
    func readByBoto3() async throws {
        let moto = try await MotoOffice()
        let office = moto.office
        let headers: HTTPHeaders = ["Idempotency-Key": "K1"]
        let id = try await office.submit(headers: headers)
        #expect(try await office.submit(headers: headers) == id)
        try await office.putDocuments(of: id)
        #expect(try await office.work(id).status == 200)
        #expect(try await office.work(id).body["message"] == "Nothing to do")
        let status = try await office.status(id)
        #expect(status["status"] == "COMPLETED")
        #expect(status["has_more_events"] == false)
        let own = try await office.ask("GET", "/api/assessments")
        #expect(own.body["assessments"]?.array?.compactMap { $0["session_id"]?.string } == [id])
        let seen = try await moto.cloud.python(
            """
            item = assessments.get_item(Key={'session_id': sys.argv[1]})['Item']
            names = 'session_id status client_name project_name industry duration team_size requirements_data ' \\
                'current_stage progress created_at updated_at'
            rows = events.query(KeyConditionExpression=Key('session_id').eq(sys.argv[1]) & Key('seq').gt(0))['Items']
            print(json.dumps([
                {name: item[name] for name in names.split()},
                sorted(json.loads(item['agent_response'])),
                [name for name in ('error_message', 'lease_owner', 'lease_until', 'ttl') if name in item],
                [row['type'] for row in rows][:3],
                rows[1]['action_group'], rows[1]['function'], rows[1]['parameters'], rows[1]['timestamp'][-1],
            ], default=str))
            """, [id])
        let createdAt = status["created_at"] ?? .null
        let updatedAt = status["updated_at"] ?? .null
        let item: JSON = [
            "session_id": .string(id), "status": "COMPLETED", "client_name": "Acme Ltd", "project_name": "Portal",
            "industry": "Retail", "duration": "6 months", "team_size": "5",
            "requirements_data": #"{"raw_requirements":"A customer portal with single sign-on."}"#,
            "current_stage": "Workflow completed", "progress": "100", "created_at": createdAt,
            "updated_at": updatedAt,
        ]
        #expect(
            try JSON(parsing: seen) == [
                item, ["response", "tool_calls"], [], ["reasoning", "tool_call", "tool_response"],
                "RequirementsAnalyzer", "requirementsanalyzer", [], "Z",
            ])
    }

    @Test("tool functions write to the item with boto3 while the run goes on")
    func tools() async throws {
        let moto = try await MotoOffice()
        let office = moto.office
        let id = try await office.submit()
        try await moto.cloud.python(
            """
            assessments.update_item(
                Key={'session_id': sys.argv[1]},
                UpdateExpression='SET #s = :s, updated_at = :u, cost_data = :c, '
                    'document_urls = list_append(if_not_exists(document_urls, :none), :url)',
                ExpressionAttributeNames={'#s': 'status'},
                ExpressionAttributeValues={
                    ':s': 'COSTS_CALCULATED', ':u': '2026-11-21T08:00:01.5', ':c': json.dumps({'total_cost': 12.5}),
                    ':none': [], ':url': ['https://b.s3.amazonaws.com/' + sys.argv[1] + '/sow.docx?X=1']})
            """, [id])
        let status = try await office.status(id)
        #expect(status["status"] == "COSTS_CALCULATED")
        #expect(status["updated_at"] == "2026-11-21T08:00:01.500000Z")
        #expect(status["cost_data"] == ["total_cost": 12.5])
        #expect(status["document_urls"]?.array?.count == 1)
    }

    @Test("what boto3 wrote as the original did is served, and so are phantoms")
    func writtenByBoto3() async throws {
        let moto = try await MotoOffice()
        let office = moto.office
        try await moto.cloud.python(
            """
            assessments.put_item(Item={
                'session_id': 'old', 'status': 'COMPLETED', 'client_name': 'Acme', 'project_name': 'Portal',
                'industry': '', 'duration': '6 months', 'team_size': 3,
                'requirements_data': json.dumps({'raw_requirements': 'R', 'analysis': {'deliverables': ['a']}}),
                'current_stage': 'Workflow completed', 'progress': 100, 'created_at': '2025-03-04T05:06:07.123456',
                'updated_at': '2025-03-04T05:09:00', 'cost_data': json.dumps({'total_cost': 18000.5}),
                'agent_events': json.dumps([{'type': 'chunk', 'timestamp': '2025-03-04T05:06:08', 'content': 'H\\u00e9'}]),
                'agent_response': '{}',
                'document_urls': ['https://b.s3.amazonaws.com/old/presentation.pptx?X-Amz-Security-Token=sow',
                    'https://b.s3.amazonaws.com/old/sow.docx?X-Amz-Signature=0']})
            assessments.update_item(
                Key={'session_id': 'phantom'}, UpdateExpression='SET updated_at = :u',
                ExpressionAttributeValues={':u': '2025-03-04T05:09:00'})
            """)
        let status = try await office.status("old", as: .admin)
        #expect(status["status"] == "COMPLETED")
        #expect(status["created_at"] == "2025-03-04T05:06:07.123456Z")
        #expect(status["team_size"] == 3)
        #expect(status["requirements_data"]?["analysis"] == ["deliverables": ["a"]])
        #expect(
            try JSON(parsing: status["agent_events"]?.string ?? "")
                == [["type": "chunk", "timestamp": "2025-03-04T05:06:08", "content": "Hé"]])
        let results = try await office.ask("GET", "/api/results/old", as: .admin)
        #expect(results.body["powerpoint_url"]?.string?.contains("/old/presentation.pptx?") == true)
        #expect(results.body["sow_url"]?.string?.contains("/old/sow.docx?") == true)
        #expect(results.body["cost_data"] == ["total_cost": 18000.5])
        let phantom = try await office.status("phantom", as: .admin)
        #expect(phantom["client_name"] == "")
        #expect(phantom["status"] == "PENDING")
        #expect(try await office.ask("GET", "/api/agent-status/old").status == 404)
    }

    @Test("pages, cancellation, another try and the sweep work as on SQLite")
    func rest() async throws {
        let moto = try await MotoOffice()
        let office = moto.office
        var ids: [String] = []
        for _ in 0..<3 { ids.insert(try await office.submit(), at: 0) }
        let first = try await office.ask("GET", "/api/assessments", query: [("limit", "2")])
        let cursor = try #require(first.body["next_cursor"]?.string)
        let second = try await office.ask("GET", "/api/assessments", query: [("limit", "2"), ("cursor", cursor)])
        let listed = [first, second].flatMap { $0.body["assessments"]?.array ?? [] }
        #expect(listed.compactMap { $0["session_id"]?.string } == ids)
        #expect(try await office.ask("POST", "/api/assessments/\(ids[0])/cancel").status == 200)
        #expect(try await office.status(ids[0])["status"] == "CANCELLED")
        #expect(try await office.ask("POST", "/api/assessments/\(ids[0])/retry").status == 200)
        try await office.putDocuments(of: ids[0])
        try await office.work(ids[0])
        let paged = try await office.status(ids[0], query: [("limit", "5")])
        #expect(paged["status"] == "COMPLETED")
        #expect(paged["has_more_events"] == true)
        let last = try #require(paged["last_event_seq"]?.int)
        let rest = try await office.events(ids[0], query: [("after", "\(last)")])
        #expect(rest.count == 8)
        try await office.clock.sleep(.seconds(120))
        #expect(try await office.sweep() == ["restarted": 2, "failed": 0])
    }
}
