-- Mandatory reports: what was seen, for the desk of the competent county, and apart from it who reported. Notices tell of them.
CREATE SCHEMA "report";
--> statement-breakpoint
CREATE TABLE "report"."mandatory_report" (
	"number" uuid PRIMARY KEY NOT NULL,
	"filed_at" timestamp with time zone NOT NULL,
	"county" char(12) NOT NULL,
	"organisation_kind" text NOT NULL,
	"in_danger" boolean NOT NULL,
	"is_confirmed" boolean NOT NULL,
	"seen_sealed" "bytea" NOT NULL,
	"delivered_at" timestamp with time zone NOT NULL,
	"acknowledged_by" text,
	"acknowledged_at" timestamp with time zone,
	"overdue_at" timestamp with time zone,
	CONSTRAINT "mandatory_report_acknowledged" CHECK ((acknowledged_by is null) = (acknowledged_at is null)),
	CONSTRAINT "mandatory_report_sealed" CHECK (octet_length(seen_sealed) >= 568)
);
--> statement-breakpoint
CREATE TABLE "report"."reporter" (
	"number" uuid PRIMARY KEY NOT NULL,
	"reporter_sealed" "bytea" NOT NULL,
	CONSTRAINT "reporter_sealed_length" CHECK (octet_length(reporter_sealed) >= 568)
);
--> statement-breakpoint
CREATE INDEX "mandatory_report_county" ON "report"."mandatory_report" USING btree ("county","filed_at");--> statement-breakpoint
CREATE INDEX "mandatory_report_open" ON "report"."mandatory_report" USING btree ("filed_at") WHERE acknowledged_at is null;
--> statement-breakpoint
ALTER TABLE notices.notice DROP CONSTRAINT notice_kind;
--> statement-breakpoint
ALTER TABLE notices.notice ADD CONSTRAINT notice_kind
	CHECK (kind in ('EMERGENCY_OPENED', 'EMERGENCY_RENEWED', 'EMERGENCY_SUSPENDED', 'REPORT_FILED', 'REPORT_OVERDUE'));
--> statement-breakpoint
COMMENT ON COLUMN report.mandatory_report.county IS 'The competent county; never the division of the organisation that reported';
--> statement-breakpoint
COMMENT ON COLUMN report.mandatory_report.organisation_kind IS 'Hospital, school, street or village; which one is sealed apart';
--> statement-breakpoint
COMMENT ON COLUMN report.mandatory_report.seen_sealed IS 'D61: what was seen and of which child, sealed to the public key of the protection desk';
--> statement-breakpoint
COMMENT ON COLUMN report.mandatory_report.acknowledged_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN report.reporter.reporter_sealed IS 'Who reported, sealed to the second key, which no gateway has';
--> statement-breakpoint
GRANT USAGE ON SCHEMA report TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, INSERT ON report.mandatory_report TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (acknowledged_by, acknowledged_at, overdue_at) ON report.mandatory_report TO hutong_gateway;
--> statement-breakpoint
GRANT INSERT ON report.reporter TO hutong_gateway;
