-- Clerks of a unit are told that an answer has to be settled anew.
ALTER TABLE notices.notice DROP CONSTRAINT notice_kind;
--> statement-breakpoint
ALTER TABLE notices.notice ADD CONSTRAINT notice_kind
	CHECK (kind in ('EMERGENCY_OPENED', 'EMERGENCY_RENEWED', 'EMERGENCY_SUSPENDED', 'REPORT_FILED', 'REPORT_OVERDUE', 'RESETTLE'));
