import Testing

/// One test at a time: they watch a worker by a clock that runs fast, so that the machine's other work counts many times.
@Suite("Workflow", .serialized)
enum WorkflowSuites {}
