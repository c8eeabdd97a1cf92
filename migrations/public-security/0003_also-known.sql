ALTER TABLE "public_security"."person" ADD COLUMN "kept_away_relations" text[];--> statement-breakpoint
ALTER TABLE "public_security"."person" ADD COLUMN "kept_away" boolean[];
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.kept_away_relations IS 'D13';
--> statement-breakpoint
COMMENT ON COLUMN public_security.person.kept_away IS 'D19 and D21: a yes or no for both, per parent';
--> statement-breakpoint
GRANT SELECT (kept_away_relations, kept_away) ON public_security.person TO hutong_gaj_reader;
