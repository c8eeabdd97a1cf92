-- Tickets: a cell that somebody says is wrong, or of which two departments say different things, and what came of it.
CREATE SCHEMA "correction";
--> statement-breakpoint
CREATE TABLE "correction"."ticket" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"child_id" uuid,
	"coordinate" text NOT NULL,
	"source" text NOT NULL,
	"person_id" text,
	"requested_for" text,
	"organisation_id" text,
	"role" text,
	"words_sealed" "bytea",
	"opened_at" timestamp with time zone NOT NULL,
	"due_on" date NOT NULL,
	"outcome" text,
	"answered_by" text,
	"answered_at" timestamp with time zone,
	"note_sealed" "bytea",
	CONSTRAINT "ticket_kind" CHECK (kind in ('REQUEST', 'CONTRADICTION')),
	CONSTRAINT "ticket_asked" CHECK ((kind = 'REQUEST') = (num_nonnulls(person_id, organisation_id, role, words_sealed) = 4)),
	CONSTRAINT "ticket_outcome" CHECK (outcome in ('CORRECTED', 'CONFIRMED', 'NOT_HELD', 'SETTLED')),
	CONSTRAINT "ticket_answered" CHECK ((outcome is null) = (answered_at is null))
);
--> statement-breakpoint
CREATE INDEX "ticket_source" ON "correction"."ticket" USING btree ("source","due_on") WHERE answered_at is null and child_id is not null;--> statement-breakpoint
CREATE INDEX "ticket_child" ON "correction"."ticket" USING btree ("child_id") WHERE answered_at is null;--> statement-breakpoint
CREATE INDEX "ticket_person" ON "correction"."ticket" USING btree ("person_id","opened_at");--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_contradiction" ON "correction"."ticket" USING btree ("child_id","coordinate") WHERE kind = 'CONTRADICTION' and answered_at is null;--> statement-breakpoint
COMMENT ON COLUMN correction.ticket.child_id IS 'D02: the canonical child, never leaves the gateway; null where nobody of the requester''s is meant';
--> statement-breakpoint
COMMENT ON COLUMN correction.ticket.person_id IS 'Whoever asked: a member of staff, a guardian or the child';
--> statement-breakpoint
COMMENT ON COLUMN correction.ticket.requested_for IS 'The person in whose place a deputy asked';
--> statement-breakpoint
COMMENT ON COLUMN correction.ticket.words_sealed IS 'D61: what is said to be wrong, sealed; for the department that answers alone';
--> statement-breakpoint
COMMENT ON COLUMN correction.ticket.answered_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN correction.ticket.note_sealed IS 'D61: the department''s reason, sealed; for whoever asked alone';
--> statement-breakpoint
GRANT USAGE ON SCHEMA correction TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, INSERT ON correction.ticket TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (outcome, answered_by, answered_at, note_sealed) ON correction.ticket TO hutong_gateway;
