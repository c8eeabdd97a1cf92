-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN public_security.person.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.citizen_id_sealed IS 'D01, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.name_sealed IS 'D03, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.sex IS 'D04';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.birth_date IS 'D05';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.ethnicity IS 'D06';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.hukou_division IS 'D07';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.hukou_address_sealed IS 'D08, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.residence_division IS 'D09';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.residence_address_sealed IS 'D10, sealed';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.residence_since IS 'D11';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.parent_relations IS 'D13';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.parent_vital_statuses IS 'D14';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.parents_untraceable IS 'D15';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.lost_contact_finding IS 'D16';
--> statement-breakpoint
GRANT USAGE ON SCHEMA public_security TO hutong_loader, hutong_gaj_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public_security TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  citizen_id_sealed,
  name_sealed,
  sex,
  birth_date,
  ethnicity,
  hukou_division,
  hukou_address_sealed,
  residence_division,
  residence_address_sealed,
  residence_since,
  parent_relations,
  parent_vital_statuses,
  parents_untraceable,
  lost_contact_finding
) ON public_security.person TO hutong_gaj_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON public_security.freshness TO hutong_gaj_reader;
