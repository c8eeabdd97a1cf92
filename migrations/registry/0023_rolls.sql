-- Rolls that schools sent as files: sealed, with what was answered of each row.
CREATE SCHEMA "roll";
--> statement-breakpoint
CREATE TABLE "roll"."answer" (
	"roll_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"result_sealed" "bytea" NOT NULL,
	CONSTRAINT "answer_roll_id_line_pk" PRIMARY KEY("roll_id","line")
);
--> statement-breakpoint
CREATE TABLE "roll"."roll" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" text NOT NULL,
	"person_id" text NOT NULL,
	"caller" jsonb NOT NULL,
	"purpose" text NOT NULL,
	"case_number" text NOT NULL,
	"file_sealed" "bytea" NOT NULL,
	"pupils" integer NOT NULL,
	"answered" integer NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"sent_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"held_by" uuid,
	"held_until" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "roll_state" CHECK (state in ('QUEUED', 'DONE', 'STOPPED', 'CANCELLED')),
	CONSTRAINT "roll_reason" CHECK ((state = 'STOPPED') <= (reason is not null))
);
--> statement-breakpoint
ALTER TABLE "roll"."answer" ADD CONSTRAINT "answer_roll_id_roll_id_fk" FOREIGN KEY ("roll_id") REFERENCES "roll"."roll"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "roll_due" ON "roll"."roll" USING btree ("due_at") WHERE state = 'QUEUED';--> statement-breakpoint
CREATE INDEX "roll_organisation" ON "roll"."roll" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "roll_expires" ON "roll"."roll" USING btree ("expires_at");
--> statement-breakpoint
COMMENT ON COLUMN roll.roll.person_id IS 'Whoever sent it: a member of staff of the school';
--> statement-breakpoint
COMMENT ON COLUMN roll.roll.caller IS 'As whom it was sent: role, assignment, token; no data of a child';
--> statement-breakpoint
COMMENT ON COLUMN roll.roll.file_sealed IS 'D01, D03, D53: the school''s own file, sealed; erased seven days after the last answer';
--> statement-breakpoint
COMMENT ON COLUMN roll.answer.result_sealed IS 'D57: what was answered of one row, sealed; erased with its roll';
--> statement-breakpoint
GRANT USAGE ON SCHEMA roll TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON roll.roll TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (state, reason, answered, due_at, held_by, held_until, expires_at) ON roll.roll TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, INSERT ON roll.answer TO hutong_gateway;
