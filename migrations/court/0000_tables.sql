CREATE SCHEMA "court";
--> statement-breakpoint
CREATE TABLE "court"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "court"."guardianship" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"revoked" boolean,
	"record_time" timestamp with time zone NOT NULL
);
