-- Break-glass: one grant opens one child to one person for one purpose, and every grant is told of and reviewed.
CREATE SCHEMA "emergency";
--> statement-breakpoint
CREATE SCHEMA "notices";
--> statement-breakpoint
CREATE TABLE "emergency"."access_grant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"requested_for" text,
	"organisation_id" text NOT NULL,
	"division" char(12) NOT NULL,
	"unit" text NOT NULL,
	"role" text NOT NULL,
	"purpose" text NOT NULL,
	"child_id" uuid,
	"subject" text NOT NULL,
	"named_subject" text NOT NULL,
	"reason_sealed" "bytea" NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"renewed_by" text,
	"renewed_at" timestamp with time zone,
	"closed_by" text,
	"closed_at" timestamp with time zone,
	"reviewed_at" timestamp with time zone,
	"reads" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "access_grant_an_hour" CHECK (expires_at > opened_at and expires_at <= opened_at + case when renewed_at is null then interval '1 hour' else interval '4 hours' end),
	CONSTRAINT "access_grant_renewed" CHECK ((renewed_by is null) = (renewed_at is null) and renewed_by is distinct from person_id)
);
--> statement-breakpoint
CREATE TABLE "emergency"."review" (
	"id" uuid PRIMARY KEY NOT NULL,
	"grant_id" uuid NOT NULL,
	"reviewer" text NOT NULL,
	"reviewer_role" text NOT NULL,
	"verdict" text NOT NULL,
	"note_sealed" "bytea" NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "review_grant" FOREIGN KEY ("grant_id") REFERENCES "emergency"."access_grant"("id"),
	CONSTRAINT "review_verdict" CHECK (verdict in ('JUSTIFIED', 'UNJUSTIFIED'))
);
--> statement-breakpoint
CREATE TABLE "emergency"."suspension" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"grant_id" uuid NOT NULL,
	"cause" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"lifted_by" text,
	"lifted_at" timestamp with time zone,
	CONSTRAINT "suspension_grant" FOREIGN KEY ("grant_id") REFERENCES "emergency"."access_grant"("id"),
	CONSTRAINT "suspension_cause" CHECK (cause in ('UNREVIEWED', 'UNJUSTIFIED')),
	CONSTRAINT "suspension_lifted" CHECK ((lifted_by is null) = (lifted_at is null) and lifted_by is distinct from person_id)
);
--> statement-breakpoint
CREATE TABLE "notices"."notice" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"about" uuid NOT NULL,
	"organisation_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"recipients" text[] NOT NULL,
	"desk_division" char(12) NOT NULL,
	"turn" integer DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'PENDING' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"escalate_at" timestamp with time zone,
	"last_failure" text,
	"sent_at" timestamp with time zone,
	"acknowledged_by" text,
	"acknowledged_at" timestamp with time zone,
	CONSTRAINT "notice_kind" CHECK (kind in ('EMERGENCY_OPENED', 'EMERGENCY_RENEWED', 'EMERGENCY_SUSPENDED')),
	CONSTRAINT "notice_state" CHECK (state in ('PENDING', 'SENT', 'ACKNOWLEDGED', 'ESCALATED', 'FAILED')),
	CONSTRAINT "notice_recipients" CHECK (cardinality(recipients) > 0 and turn between 0 and cardinality(recipients))
);
--> statement-breakpoint
CREATE TABLE "notices"."address" (
	"recipient" text NOT NULL,
	"channel" text NOT NULL,
	"address" text NOT NULL,
	CONSTRAINT "address_recipient_channel_pk" PRIMARY KEY("recipient","channel"),
	CONSTRAINT "address_channel" CHECK (channel in ('SMS', 'WORK_NOTICE'))
);
--> statement-breakpoint
CREATE INDEX "access_grant_unreviewed" ON "emergency"."access_grant" USING btree ("person_id","opened_at") WHERE reviewed_at is null;--> statement-breakpoint
CREATE INDEX "access_grant_overdue" ON "emergency"."access_grant" USING btree ("opened_at") WHERE reviewed_at is null;--> statement-breakpoint
CREATE INDEX "access_grant_opened" ON "emergency"."access_grant" USING btree ("opened_at");--> statement-breakpoint
CREATE UNIQUE INDEX "review_once" ON "emergency"."review" USING btree ("grant_id","reviewer");--> statement-breakpoint
CREATE UNIQUE INDEX "suspension_once" ON "emergency"."suspension" USING btree ("grant_id","cause");--> statement-breakpoint
CREATE INDEX "suspension_in_force" ON "emergency"."suspension" USING btree ("person_id") WHERE lifted_at is null;--> statement-breakpoint
CREATE INDEX "notice_pending" ON "notices"."notice" USING btree ("next_attempt_at") WHERE state = 'PENDING';--> statement-breakpoint
CREATE INDEX "notice_unheard" ON "notices"."notice" USING btree ("escalate_at") WHERE state in ('PENDING', 'SENT');--> statement-breakpoint
CREATE INDEX "notice_about" ON "notices"."notice" USING btree ("about");--> statement-breakpoint
COMMENT ON COLUMN emergency.access_grant.person_id IS 'The member of staff who opened it';
--> statement-breakpoint
COMMENT ON COLUMN emergency.access_grant.requested_for IS 'The member of staff in whose place it was opened, where a deputy did';
--> statement-breakpoint
COMMENT ON COLUMN emergency.access_grant.child_id IS 'D02: the canonical child, never leaves the gateway; null where number and name are no child''s';
--> statement-breakpoint
COMMENT ON COLUMN emergency.access_grant.subject IS 'The journal''s pseudonym of the number as submitted';
--> statement-breakpoint
COMMENT ON COLUMN emergency.access_grant.named_subject IS 'A pseudonym of number and name as submitted, under the journal''s key';
--> statement-breakpoint
COMMENT ON COLUMN emergency.access_grant.reason_sealed IS 'D61: why, in the words of the member of staff; encrypted';
--> statement-breakpoint
COMMENT ON COLUMN emergency.access_grant.renewed_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN emergency.access_grant.closed_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN emergency.review.reviewer IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN emergency.review.note_sealed IS 'D61: the reviewer''s words; encrypted';
--> statement-breakpoint
COMMENT ON COLUMN emergency.suspension.person_id IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN emergency.suspension.lifted_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN notices.notice.about IS 'The grant it is about; nothing here is about a child';
--> statement-breakpoint
COMMENT ON COLUMN notices.notice.recipients IS 'Members of staff, in the order in which they are told';
--> statement-breakpoint
COMMENT ON COLUMN notices.notice.acknowledged_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN notices.address.address IS 'The work telephone or work account of a member of staff';
--> statement-breakpoint
GRANT USAGE ON SCHEMA emergency, notices TO hutong_gateway;
--> statement-breakpoint
GRANT USAGE ON SCHEMA notices TO hutong_loader;
--> statement-breakpoint
GRANT SELECT, INSERT ON emergency.access_grant, emergency.review, emergency.suspension, notices.notice TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (expires_at, renewed_by, renewed_at, closed_by, closed_at, reviewed_at, reads) ON emergency.access_grant TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (lifted_by, lifted_at) ON emergency.suspension TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (turn, state, attempts, next_attempt_at, escalate_at, last_failure, sent_at, acknowledged_by, acknowledged_at) ON notices.notice TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT ON notices.address TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON notices.address TO hutong_loader;
