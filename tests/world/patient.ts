// A test waits for what it asked, however busy the machine; a test of a deadline brings its own.
export const PATIENT = { deadlineMs: 60_000 }
