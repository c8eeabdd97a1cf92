-- The choice between the two subsidies, written down with its days and kept; no child has two of them on one day.
CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
CREATE TABLE "civil_affairs"."subsidy_choice" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"act" uuid NOT NULL,
	"subject_key" uuid NOT NULL,
	"choice" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"organisation_id" text NOT NULL,
	"recorded_by" text NOT NULL,
	"recorded_for" text,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone,
	"digest" "bytea" NOT NULL,
	CONSTRAINT "subsidy_choice_either" CHECK (choice in ('CHILD_BASIC', 'DISABLED_LIVING')),
	CONSTRAINT "subsidy_choice_month" CHECK (extract(day from valid_from) = 1 and valid_to > valid_from)
);
--> statement-breakpoint
CREATE INDEX "subsidy_choice_act" ON "civil_affairs"."subsidy_choice" USING btree ("act");
--> statement-breakpoint
ALTER TABLE civil_affairs.subsidy_choice ADD CONSTRAINT subsidy_choice_one_a_day
  EXCLUDE USING gist (subject_key WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (superseded_at is null);
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.subsidy_choice.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.subsidy_choice.choice IS 'D33';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.subsidy_choice.recorded_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.subsidy_choice.recorded_for IS 'The person in whose place a deputy wrote it';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.subsidy_choice.digest IS 'Of what was said, under a key: tells whether the same number came with the same words';
--> statement-breakpoint
-- WRITTEN, or SAME and OTHERWISE for an act that stands already, and from which day it holds. One child's acts wait for one another.
CREATE FUNCTION civil_affairs.choose(
  said uuid, of_child uuid, chosen text, from_day date, organisation text, by_person text, for_person text, at timestamptz, words bytea,
  OUT outcome text, OUT holds_from date
) RETURNS record
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $choose$
declare
  cut civil_affairs.subsidy_choice;
begin
  perform pg_advisory_xact_lock(hashtextextended('subsidy choice ' || of_child, 0));
  select case when digest = words then 'SAME' else 'OTHERWISE' end, valid_from into outcome, holds_from
    from civil_affairs.subsidy_choice where act = said limit 1;
  if found then return; end if;
  for cut in
    update civil_affairs.subsidy_choice set superseded_at = at
    where subject_key = of_child and superseded_at is null and (valid_to is null or valid_to > from_day)
    returning *
  loop
    -- What held until then stands again with its end; what would have begun then or later held on no day.
    if cut.valid_from < from_day then
      insert into civil_affairs.subsidy_choice
        (act, subject_key, choice, valid_from, valid_to, organisation_id, recorded_by, recorded_for, recorded_at, digest)
      values (cut.act, of_child, cut.choice, cut.valid_from, from_day, cut.organisation_id, cut.recorded_by, cut.recorded_for, at, cut.digest);
    end if;
  end loop;
  insert into civil_affairs.subsidy_choice
    (act, subject_key, choice, valid_from, organisation_id, recorded_by, recorded_for, recorded_at, digest)
  values (said, of_child, chosen, from_day, organisation, by_person, for_person, at, words);
  outcome := 'WRITTEN';
  holds_from := from_day;
end
$choose$;
--> statement-breakpoint
-- One row: what was written down and holds on the day, else what the department's own system says. Inlined, so that it costs nothing where
-- it is not read.
CREATE FUNCTION civil_affairs.chosen(of_child uuid, on_day date) RETURNS TABLE (subsidy_choice text)
  LANGUAGE sql STABLE AS $chosen$
  select coalesce((
    select c.choice from civil_affairs.subsidy_choice c
    where c.subject_key = of_child and c.superseded_at is null and c.valid_from <= on_day and (c.valid_to is null or c.valid_to > on_day)
  ), (select r.subsidy_choice from civil_affairs.welfare_record r where r.subject_key = of_child))
$chosen$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION civil_affairs.chosen(uuid, date) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION civil_affairs.chosen(uuid, date) TO hutong_mzj_reader;
--> statement-breakpoint
REVOKE ALL ON FUNCTION civil_affairs.choose(uuid, uuid, text, date, text, text, text, timestamptz, bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA civil_affairs TO hutong_mzj_recorder;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION civil_affairs.choose(uuid, uuid, text, date, text, text, text, timestamptz, bytea) TO hutong_mzj_recorder;
--> statement-breakpoint
GRANT SELECT (subject_key, choice, valid_from, valid_to, superseded_at) ON civil_affairs.subsidy_choice TO hutong_mzj_reader;
--> statement-breakpoint
GRANT SELECT, DELETE ON civil_affairs.subsidy_choice TO hutong_loader;
