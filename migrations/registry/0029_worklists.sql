-- Work lists: what a rule proposes to an officer, whom it is about, and what was last seen of facts whose change is a task.
CREATE SCHEMA "worklist";
--> statement-breakpoint
CREATE TABLE "worklist"."about" (
	"task_id" uuid NOT NULL,
	"key" text NOT NULL,
	"gone_at" timestamp with time zone,
	CONSTRAINT "about_task_id_key_pk" PRIMARY KEY("task_id","key")
);
--> statement-breakpoint
CREATE TABLE "worklist"."task" (
	"id" uuid PRIMARY KEY NOT NULL,
	"rule" text NOT NULL,
	"subject" text NOT NULL,
	"place" char(12),
	"occasion" text NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"decided_by" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "task_state" CHECK (state in ('RAISED', 'CONFIRMED', 'DISMISSED', 'EXPIRED', 'WITHDRAWN')),
	CONSTRAINT "task_ended" CHECK ((state = 'RAISED') = (ended_at is null) and (state = 'RAISED') = (reason is null)),
	CONSTRAINT "task_decided" CHECK ((state in ('CONFIRMED', 'DISMISSED')) = (decided_by is not null))
);
--> statement-breakpoint
CREATE TABLE "worklist"."watched" (
	"child_id" uuid PRIMARY KEY NOT NULL,
	"digest" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE INDEX "about_key" ON "worklist"."about" USING btree ("key") WHERE gone_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "task_open" ON "worklist"."task" USING btree ("rule","subject") WHERE state = 'RAISED';--> statement-breakpoint
CREATE INDEX "task_expires" ON "worklist"."task" USING btree ("expires_at","id") WHERE state = 'RAISED';
--> statement-breakpoint
COMMENT ON COLUMN worklist.task.subject IS 'D02: a child, a guardian of the household, a village, a post or a report; never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN worklist.task.rule IS 'D26: which rule holds, W01 to W10; never on which facts';
--> statement-breakpoint
COMMENT ON COLUMN worklist.task.decided_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN worklist.about.key IS 'D02: the canonical child, never leaves the gateway; or a division, or the number of a report';
--> statement-breakpoint
COMMENT ON COLUMN worklist.watched.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN worklist.watched.digest IS 'Keyed digest of facts: equal or not, and nothing else';
--> statement-breakpoint
GRANT USAGE ON SCHEMA worklist TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, INSERT ON worklist.task, worklist.about, worklist.watched TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (occasion, expires_at, state, reason, decided_by, ended_at) ON worklist.task TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (gone_at) ON worklist.about TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (digest) ON worklist.watched TO hutong_gateway;
