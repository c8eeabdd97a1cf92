CREATE SCHEMA "agriculture";
--> statement-breakpoint
CREATE TABLE "agriculture"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agriculture"."household" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"low_income" boolean,
	"record_time" timestamp with time zone NOT NULL
);
