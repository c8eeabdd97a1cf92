-- What was answered, with what it was weighed on: sealed, and removed when its time is over.
CREATE SCHEMA "answer";
--> statement-breakpoint
CREATE TABLE "answer"."question" (
	"id" uuid PRIMARY KEY NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"organisation_id" text NOT NULL,
	"unit" text,
	"purpose" char(3) NOT NULL,
	"case_number" text,
	"child_id" uuid NOT NULL,
	"benefit" text NOT NULL,
	"first_day" date NOT NULL,
	"last_day" date NOT NULL,
	"policy_version" text NOT NULL,
	"packs" text[] NOT NULL,
	"answer_ids" uuid[] NOT NULL,
	"content_sealed" "bytea" NOT NULL,
	"expires_on" date NOT NULL,
	CONSTRAINT "question_days" CHECK (first_day <= last_day),
	CONSTRAINT "question_answered" CHECK (cardinality(answer_ids) > 0)
);
--> statement-breakpoint
CREATE INDEX "question_answers" ON "answer"."question" USING gin ("answer_ids");--> statement-breakpoint
CREATE INDEX "question_child" ON "answer"."question" USING btree ("child_id","last_day");--> statement-breakpoint
CREATE INDEX "question_expiry" ON "answer"."question" USING btree ("expires_on");
--> statement-breakpoint
COMMENT ON COLUMN answer.question.child_id IS 'D02: the canonical child, never leaves the gateway; an id that nothing has where the question was about nobody';
--> statement-breakpoint
COMMENT ON COLUMN answer.question.content_sealed IS 'D26, D34: rule inputs with source and time, and the answers, sealed';
--> statement-breakpoint
COMMENT ON COLUMN answer.question.packs IS 'SHA-256 of the texts of the rule packs that answered';
--> statement-breakpoint
GRANT USAGE ON SCHEMA answer TO hutong_gateway, hutong_loader;
--> statement-breakpoint
GRANT SELECT, INSERT ON answer.question TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT (expires_on), DELETE ON answer.question TO hutong_loader;
