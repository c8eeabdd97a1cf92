CREATE SCHEMA "housing";
--> statement-breakpoint
CREATE TABLE "housing"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "housing"."support" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"state" text,
	"priority" boolean,
	"record_time" timestamp with time zone NOT NULL
);
