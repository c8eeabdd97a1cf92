-- The monthly report on data quality: counts that stay, and the records behind the newest of them.
CREATE SCHEMA "quality";
--> statement-breakpoint
CREATE TABLE "quality"."count" (
	"month" date NOT NULL,
	"source" text NOT NULL,
	"fault" text NOT NULL,
	"field" text NOT NULL,
	"records" integer NOT NULL,
	CONSTRAINT "count_month_source_fault_field_pk" PRIMARY KEY("month","source","fault","field"),
	CONSTRAINT "count_fault" CHECK (fault in ('MISSING', 'MALFORMED', 'STALE', 'ABSENT', 'UNLINKED', 'CONTRADICTED'))
);
--> statement-breakpoint
CREATE TABLE "quality"."report" (
	"month" date NOT NULL,
	"source" text NOT NULL,
	"state" text NOT NULL,
	"records" integer NOT NULL,
	"as_of" timestamp with time zone,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "report_month_source_pk" PRIMARY KEY("month","source"),
	CONSTRAINT "report_state" CHECK (state in ('READING', 'READ', 'STALE', 'OUT')),
	CONSTRAINT "report_month" CHECK (month = date_trunc('month', month::timestamp)::date),
	CONSTRAINT "report_read" CHECK ((state = 'READ') = (finished_at is not null))
);
--> statement-breakpoint
CREATE TABLE "quality"."row" (
	"source" text NOT NULL,
	"fault" text NOT NULL,
	"field" text NOT NULL,
	"subject_key" uuid NOT NULL,
	CONSTRAINT "row_source_fault_field_subject_key_pk" PRIMARY KEY("source","fault","field","subject_key"),
	CONSTRAINT "row_fault" CHECK (fault in ('MISSING', 'MALFORMED', 'STALE', 'ABSENT', 'UNLINKED', 'CONTRADICTED'))
);
--> statement-breakpoint
COMMENT ON COLUMN quality.row.subject_key IS 'D02: the department''s own key of a record with a fault; no cell of it';
--> statement-breakpoint
GRANT USAGE ON SCHEMA quality TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, INSERT ON quality.report, quality.count, quality.row TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (state, records, as_of, finished_at) ON quality.report TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (records) ON quality.count TO hutong_gateway;
--> statement-breakpoint
GRANT DELETE ON quality.row TO hutong_gateway;
