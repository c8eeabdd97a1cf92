ALTER TABLE "civil_affairs"."welfare_record" ADD COLUMN "medical_aid_tier" text;
--> statement-breakpoint
-- What civil affairs approved, which healthcare security's own tag is compared with.
COMMENT ON COLUMN civil_affairs.welfare_record.medical_aid_tier IS 'D51';
--> statement-breakpoint
GRANT SELECT (medical_aid_tier) ON civil_affairs.welfare_record TO hutong_mzj_reader;
