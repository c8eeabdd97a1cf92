-- What a school was told of each pupil the last time, as keyed digests, so that a repeated roll says what changed.
CREATE TABLE "roll"."said" (
	"organisation_id" text NOT NULL,
	"purpose" text NOT NULL,
	"pupil" text NOT NULL,
	"said" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "said_organisation_id_purpose_pupil_pk" PRIMARY KEY("organisation_id","purpose","pupil")
);
--> statement-breakpoint
CREATE INDEX "said_expires" ON "roll"."said" USING btree ("expires_at");
--> statement-breakpoint
COMMENT ON COLUMN roll.said.pupil IS 'D01, D53: the number that was asked about, as a keyed digest of this school';
--> statement-breakpoint
COMMENT ON COLUMN roll.said.said IS 'D57: what was answered, as a keyed digest; erased when 400 days old';
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON roll.said TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (said, expires_at) ON roll.said TO hutong_gateway;
--> statement-breakpoint
-- In September a school may ask aid for those who are admitted and not on its roll yet.
ALTER TABLE "registry"."enrolment" ADD COLUMN "standing" text;
--> statement-breakpoint
COMMENT ON COLUMN registry.enrolment.standing IS 'D54: null or ENROLLED for a pupil on the roll; ADMITTED opens education aid alone, and only with a last day';
