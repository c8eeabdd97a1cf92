ALTER TABLE "civil_affairs"."welfare_record" ADD COLUMN "lost_contact_finding" boolean;
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.lost_contact_finding IS 'D16';
--> statement-breakpoint
GRANT SELECT (lost_contact_finding) ON civil_affairs.welfare_record TO hutong_mzj_reader;
