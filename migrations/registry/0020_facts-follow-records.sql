-- A record that moves to another child takes along what its department brought under it.
ALTER TABLE "intake"."fact" ADD COLUMN "subject_key" uuid;--> statement-breakpoint
CREATE INDEX "fact_record" ON "intake"."fact" USING btree ("source","subject_key") WHERE subject_key is not null;
--> statement-breakpoint
COMMENT ON COLUMN intake.fact.subject_key IS 'The record of the source by which the child was named; null where it was named by a number';
--> statement-breakpoint
GRANT SELECT (valid_to) ON registry.case_child, registry.encounter, registry.enrolment, registry.jurisdiction, registry.kinship, registry.outcome, registry.protection TO hutong_importer;
--> statement-breakpoint
-- The gateway writes no fact. It may only let those of a record follow a move that it has just written: with the owner's rights,
-- and for nothing else. Rows that came before there was intake are of the one record that the child had of their source.
CREATE FUNCTION linking.move_facts(of_department text, of_record uuid, moved_from uuid, moved_to uuid, moved_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  fact_table text;
  kept text;
BEGIN
  IF NOT EXISTS (SELECT FROM registry.source_link l
      WHERE l.department = of_department AND l.subject_key = of_record AND l.child_id = moved_to)
    OR NOT EXISTS (SELECT FROM linking.link l
      WHERE l.department = of_department AND l.subject_key = of_record AND l.child_id = moved_from AND l.superseded_at = moved_at) THEN
    RAISE EXCEPTION 'facts follow a record that has moved, and nothing else';
  END IF;
  FOREACH fact_table IN ARRAY ARRAY['outcome', 'jurisdiction', 'encounter', 'enrolment', 'kinship', 'case_child', 'protection'] LOOP
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO kept FROM pg_attribute
      WHERE attrelid = ('registry.' || fact_table)::regclass AND attnum > 0 AND NOT attisdropped
        AND attname NOT IN ('child_id', 'recorded_at', 'superseded_at');
    EXECUTE format('WITH gone AS (
        UPDATE registry.%1$I t SET superseded_at = $5
        WHERE t.child_id = $3 AND t.superseded_at IS NULL AND t.source = $1 AND (t.fact_key IS NULL OR EXISTS (
          SELECT FROM intake.fact f WHERE f.source = $1 AND f.subject_key = $2 AND f.fact_key = t.fact_key AND f.child_id = $3))
        RETURNING %2$s)
      INSERT INTO registry.%1$I (child_id, recorded_at, %2$s) SELECT $4, $5, %2$s FROM gone', fact_table, kept)
      USING of_department, of_record, moved_from, moved_to, moved_at;
  END LOOP;
  UPDATE intake.fact f SET child_id = moved_to
    WHERE f.source = of_department AND f.subject_key = of_record AND f.child_id = moved_from;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION linking.move_facts(text, uuid, uuid, uuid, timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION linking.move_facts(text, uuid, uuid, uuid, timestamptz) TO hutong_gateway;
