-- What the department wrote down about who a child is. Only the job that links reads it.
CREATE TABLE "public_security"."linking_sheet" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"citizen_id_sealed" "bytea",
	"former_citizen_id_sealed" "bytea",
	"student_no_sealed" "bytea",
	"disability_cert_no_sealed" "bytea",
	"name_sealed" "bytea",
	"former_name_sealed" "bytea",
	"sex" text,
	"birth_date_sealed" "bytea",
	"birth_certificate_no_sealed" "bytea",
	"mother_id_sealed" "bytea",
	"birth_order" integer,
	"guardian_id_sealed" "bytea",
	"custody_institution" text,
	"custody_no_sealed" "bytea",
	"division" char(12),
	"record_time" timestamp with time zone NOT NULL
);
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.citizen_id_sealed IS 'D01, sealed; as it was typed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.former_citizen_id_sealed IS 'D01 of before an adoption or a correction, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.student_no_sealed IS 'D53, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.disability_cert_no_sealed IS 'D36, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.name_sealed IS 'D03, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.former_name_sealed IS 'D03 of before an adoption or a correction, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.sex IS 'D04';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.birth_date_sealed IS 'D05, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.birth_certificate_no_sealed IS 'D12, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.mother_id_sealed IS 'D13: the number of the mother, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.birth_order IS 'D13';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.guardian_id_sealed IS 'D23: the number of the guardian, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.custody_institution IS 'D32';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.custody_no_sealed IS 'D32, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.linking_sheet.division IS 'D07 or D09, as it was typed';
--> statement-breakpoint
GRANT USAGE ON SCHEMA public_security TO hutong_linker;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON public_security.linking_sheet TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  citizen_id_sealed,
  former_citizen_id_sealed,
  student_no_sealed,
  disability_cert_no_sealed,
  name_sealed,
  former_name_sealed,
  sex,
  birth_date_sealed,
  birth_certificate_no_sealed,
  mother_id_sealed,
  birth_order,
  guardian_id_sealed,
  custody_institution,
  custody_no_sealed,
  division
) ON public_security.linking_sheet TO hutong_linker;
--> statement-breakpoint
GRANT SELECT (as_of) ON public_security.freshness TO hutong_linker;
