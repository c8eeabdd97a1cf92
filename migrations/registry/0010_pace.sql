-- The pace at which sources are asked: what is counted of each one's rate and quota, and how far each job has come.
CREATE SCHEMA "pace";
--> statement-breakpoint
CREATE TABLE "pace"."job" (
	"name" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"total" integer NOT NULL,
	"done" integer NOT NULL,
	"after_key" text,
	"started_at" timestamp with time zone NOT NULL,
	"advanced_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "job_done" CHECK ("pace"."job"."done" between 0 and "pace"."job"."total")
);
--> statement-breakpoint
CREATE TABLE "pace"."source" (
	"source" text PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"job_next_at" timestamp with time zone NOT NULL,
	"day" date NOT NULL,
	"desk_calls" integer NOT NULL,
	"job_calls" integer NOT NULL,
	CONSTRAINT "source_calls" CHECK ("pace"."source"."desk_calls" >= 0 and "pace"."source"."job_calls" >= 0)
);
--> statement-breakpoint
COMMENT ON COLUMN pace.source.source IS 'Code of a department';
--> statement-breakpoint
COMMENT ON COLUMN pace.source.next_at IS 'Theoretical arrival time of the next call (ITU-T I.371)';
--> statement-breakpoint
COMMENT ON COLUMN pace.source.job_next_at IS 'The same for calls of jobs, which leave a share of the rate';
--> statement-breakpoint
COMMENT ON COLUMN pace.source.desk_calls IS 'Calls reserved for those who wait for an answer, on that day';
--> statement-breakpoint
COMMENT ON COLUMN pace.source.job_calls IS 'Calls made by jobs on that day';
--> statement-breakpoint
COMMENT ON COLUMN pace.job.name IS 'Names the job and its run; no person';
--> statement-breakpoint
COMMENT ON COLUMN pace.job.after_key IS 'D02: a department''s own key of a child, the last of the job whose result stands; nothing else is known of it here';
--> statement-breakpoint
GRANT USAGE ON SCHEMA pace TO hutong_gateway, hutong_linker;
--> statement-breakpoint
GRANT SELECT, INSERT ON pace.source TO hutong_gateway, hutong_linker;
--> statement-breakpoint
GRANT SELECT, INSERT ON pace.job TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (next_at, job_next_at, day, desk_calls, job_calls) ON pace.source TO hutong_gateway, hutong_linker;
--> statement-breakpoint
GRANT UPDATE (total, done, after_key, advanced_at, finished_at) ON pace.job TO hutong_gateway;
