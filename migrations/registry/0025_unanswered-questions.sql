-- Questions that wait for a source, answers that come out otherwise by what was recorded later, and of whom something was recorded.
CREATE TABLE "settlement"."changed" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"child_id" uuid NOT NULL,
	"seen_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "settlement"."question" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation_id" text NOT NULL,
	"unit" text NOT NULL,
	"purpose" text NOT NULL,
	"case_number" text NOT NULL,
	"person_id" text NOT NULL,
	"caller" jsonb NOT NULL,
	"benefit" text NOT NULL,
	"first_day" date NOT NULL,
	"last_day" date NOT NULL,
	"same_as" "bytea" NOT NULL,
	"sent_sealed" "bytea" NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"claim_by" date NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"due_at" timestamp with time zone NOT NULL,
	"held_by" uuid,
	"held_until" timestamp with time zone,
	"answers_sealed" "bytea",
	"ended_at" timestamp with time zone,
	CONSTRAINT "question_state" CHECK (state in ('WAITING', 'ANSWERED', 'ENDED')),
	CONSTRAINT "question_reason" CHECK ((state = 'ENDED') = (reason is not null)),
	CONSTRAINT "question_answers" CHECK ((state = 'ANSWERED') = (answers_sealed is not null))
);
--> statement-breakpoint
CREATE TABLE "settlement"."resettlement" (
	"id" uuid PRIMARY KEY NOT NULL,
	"question_id" uuid NOT NULL,
	"organisation_id" text NOT NULL,
	"unit" text NOT NULL,
	"purpose" text NOT NULL,
	"case_number" text NOT NULL,
	"told_at" timestamp with time zone NOT NULL,
	"content_sealed" "bytea" NOT NULL,
	"expires_on" date NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "question_waiting" ON "settlement"."question" USING btree ("same_as") WHERE state = 'WAITING';--> statement-breakpoint
CREATE INDEX "question_due" ON "settlement"."question" USING btree ("due_at") WHERE state = 'WAITING';--> statement-breakpoint
CREATE INDEX "question_unit" ON "settlement"."question" USING btree ("organisation_id","unit","asked_at");--> statement-breakpoint
CREATE INDEX "question_claim" ON "settlement"."question" USING btree ("claim_by");--> statement-breakpoint
CREATE INDEX "resettlement_question" ON "settlement"."resettlement" USING btree ("question_id");--> statement-breakpoint
CREATE INDEX "resettlement_unit" ON "settlement"."resettlement" USING btree ("organisation_id","unit","told_at");--> statement-breakpoint
CREATE INDEX "resettlement_expires" ON "settlement"."resettlement" USING btree ("expires_on");
--> statement-breakpoint
COMMENT ON COLUMN settlement.question.caller IS 'As whom it was asked: role, assignment, token; no data of a child';
--> statement-breakpoint
COMMENT ON COLUMN settlement.question.person_id IS 'Whoever asked: a member of staff of the hospital';
--> statement-breakpoint
COMMENT ON COLUMN settlement.question.sent_sealed IS 'D01, D03: number and name as they were sent, sealed';
--> statement-breakpoint
COMMENT ON COLUMN settlement.question.answers_sealed IS 'D51: what was answered since, sealed';
--> statement-breakpoint
COMMENT ON COLUMN settlement.changed.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN settlement.resettlement.content_sealed IS 'D51: answer, service days and new tier, sealed';
--> statement-breakpoint
-- In the transaction of the fact itself, whoever writes it: what is noted later could be missed. It only says of whom.
CREATE FUNCTION settlement.note_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO settlement.changed (child_id) SELECT DISTINCT child_id FROM written;
  RETURN NULL;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION settlement.note_changed() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER outcome_recorded AFTER INSERT ON registry.outcome
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION settlement.note_changed();
--> statement-breakpoint
CREATE TRIGGER outcome_superseded AFTER UPDATE ON registry.outcome
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION settlement.note_changed();
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON settlement.question, settlement.resettlement TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (state, reason, due_at, held_by, held_until, answers_sealed, ended_at) ON settlement.question TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, DELETE, UPDATE (seen_at) ON settlement.changed TO hutong_gateway;
