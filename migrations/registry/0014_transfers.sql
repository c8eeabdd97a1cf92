-- Transfers: one county asks another for the file of a child, and the county that is competent lets it go for a while.
CREATE SCHEMA "transfer";
--> statement-breakpoint
CREATE TABLE "transfer"."request" (
	"id" uuid PRIMARY KEY NOT NULL,
	"child_id" uuid,
	"division" char(12) NOT NULL,
	"person_id" text NOT NULL,
	"requested_for" text,
	"organisation_id" text NOT NULL,
	"reason_sealed" "bytea" NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"due_on" date NOT NULL,
	"verdict" text,
	"answered_by" text,
	"answered_at" timestamp with time zone,
	"valid_until" date,
	"ended_by" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "request_verdict" CHECK (verdict in ('APPROVED', 'REFUSED')),
	CONSTRAINT "request_answered" CHECK ((verdict is null) = (answered_at is null) and (verdict is null) = (answered_by is null)),
	CONSTRAINT "request_of_somebody" CHECK (verdict is null or child_id is not null),
	CONSTRAINT "request_approved" CHECK ((verdict is not distinct from 'APPROVED') = (valid_until is not null)),
	CONSTRAINT "request_ended" CHECK (ended_at is null or verdict is not distinct from 'APPROVED')
);
--> statement-breakpoint
CREATE INDEX "request_in_force" ON "transfer"."request" USING btree ("division","child_id") WHERE verdict = 'APPROVED' and ended_at is null;--> statement-breakpoint
CREATE INDEX "request_child" ON "transfer"."request" USING btree ("child_id","due_on");--> statement-breakpoint
CREATE INDEX "request_organisation" ON "transfer"."request" USING btree ("organisation_id","requested_at");--> statement-breakpoint
CREATE INDEX "request_person" ON "transfer"."request" USING btree ("person_id","due_on");--> statement-breakpoint
COMMENT ON COLUMN transfer.request.child_id IS 'D02: the canonical child, never leaves the gateway; null where nobody was named';
--> statement-breakpoint
COMMENT ON COLUMN transfer.request.person_id IS 'Whoever asked: a member of staff';
--> statement-breakpoint
COMMENT ON COLUMN transfer.request.requested_for IS 'The person in whose place a deputy asked';
--> statement-breakpoint
COMMENT ON COLUMN transfer.request.reason_sealed IS 'D61: why the file is needed, sealed; for the county that answers alone';
--> statement-breakpoint
COMMENT ON COLUMN transfer.request.answered_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN transfer.request.ended_by IS 'A member of staff';
--> statement-breakpoint
GRANT USAGE ON SCHEMA transfer TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, INSERT ON transfer.request TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (verdict, answered_by, answered_at, valid_until, ended_by, ended_at) ON transfer.request TO hutong_gateway;
