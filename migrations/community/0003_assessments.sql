-- What a visit or an assessment found, each written once; an assessment counts once a second person has countersigned it.
CREATE TABLE "community"."assessment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_key" uuid NOT NULL,
	"evidence" text NOT NULL,
	"role" text NOT NULL,
	"organisation_id" text NOT NULL,
	"division" char(12) NOT NULL,
	"recorded_by" text NOT NULL,
	"recorded_for" text,
	"recorded_at" timestamp with time zone NOT NULL,
	"digest" "bytea" NOT NULL,
	"assessed_on" date NOT NULL,
	"guardianship_missing" boolean,
	"difficulties" text[],
	"entrusted_care" boolean,
	"accompanied" boolean,
	"needs" text[],
	"father_unable" boolean,
	"father_lacks_capacity" boolean,
	"father_away" boolean,
	"father_away_since" date,
	"mother_unable" boolean,
	"mother_lacks_capacity" boolean,
	"mother_away" boolean,
	"mother_away_since" date,
	CONSTRAINT "assessment_father_away" CHECK ((father_away is true) = (father_away_since is not null)),
	CONSTRAINT "assessment_mother_away" CHECK ((mother_away is true) = (mother_away_since is not null))
);
--> statement-breakpoint
CREATE TABLE "community"."countersignature" (
	"assessment_id" uuid PRIMARY KEY NOT NULL,
	"subject_key" uuid NOT NULL,
	"verdict" text NOT NULL,
	"reason" text,
	"organisation_id" text NOT NULL,
	"signed_by" text NOT NULL,
	"signed_for" text,
	"signed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "countersignature_verdict" CHECK (verdict in ('COUNTERSIGNED', 'RETURNED')),
	CONSTRAINT "countersignature_reason" CHECK ((verdict = 'RETURNED') = (reason is not null))
);
--> statement-breakpoint
CREATE TABLE "community"."visit_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_key" uuid NOT NULL,
	"evidence" text NOT NULL,
	"role" text NOT NULL,
	"organisation_id" text NOT NULL,
	"division" char(12) NOT NULL,
	"recorded_by" text NOT NULL,
	"recorded_for" text,
	"recorded_at" timestamp with time zone NOT NULL,
	"digest" "bytea" NOT NULL,
	"visited_on" date NOT NULL,
	"child_seen" boolean NOT NULL
);
--> statement-breakpoint
CREATE INDEX "assessment_subject" ON "community"."assessment" USING btree ("subject_key","assessed_on");--> statement-breakpoint
CREATE INDEX "assessment_division" ON "community"."assessment" USING btree ("division","recorded_at");--> statement-breakpoint
CREATE INDEX "countersignature_subject" ON "community"."countersignature" USING btree ("subject_key");--> statement-breakpoint
CREATE INDEX "visit_entry_subject" ON "community"."visit_entry" USING btree ("subject_key");
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.recorded_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.recorded_for IS 'The person in whose place a deputy wrote it';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.digest IS 'Of what was said, under a key: tells whether the same number came with the same words';
--> statement-breakpoint
COMMENT ON COLUMN community.visit_entry.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN community.visit_entry.recorded_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN community.visit_entry.recorded_for IS 'The person in whose place a deputy wrote it';
--> statement-breakpoint
COMMENT ON COLUMN community.visit_entry.digest IS 'Of what was said, under a key: tells whether the same number came with the same words';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.evidence IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.assessed_on IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.guardianship_missing IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.difficulties IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.accompanied IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.needs IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.father_unable IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.father_lacks_capacity IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.father_away IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.father_away_since IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.mother_unable IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.mother_lacks_capacity IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.mother_away IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.mother_away_since IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.assessment.entrusted_care IS 'D25';
--> statement-breakpoint
COMMENT ON COLUMN community.visit_entry.evidence IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.visit_entry.visited_on IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.visit_entry.child_seen IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.countersignature.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN community.countersignature.verdict IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.countersignature.reason IS 'D61';
--> statement-breakpoint
COMMENT ON COLUMN community.countersignature.signed_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN community.countersignature.signed_for IS 'A member of staff';
--> statement-breakpoint
-- What holds of these children on a day: of each thing the newest countersigned word that says it, for as long as an assessment holds.
-- With the rights of whoever asks. Nobody's own countersignature counts, whoever wrote it.
CREATE FUNCTION community.standing(keys uuid[], today date, holds interval) RETURNS TABLE (
  subject_key uuid, entrusted_care boolean, protection_case text, record_time timestamptz, guardianship_missing boolean,
  difficulties text[], accompanied boolean, needs text[], parents text[], parents_unable boolean[],
  parents_lacking_capacity boolean[], parents_away boolean[], parents_away_since date[], assessed_on date, last_visit_on date
) LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $standing$
  with counted as (
    select a.id, a.subject_key, a.assessed_on, a.recorded_at, a.guardianship_missing, a.difficulties, a.entrusted_care, a.accompanied,
      a.needs, a.father_unable, a.father_lacks_capacity, a.father_away, a.father_away_since, a.mother_unable, a.mother_lacks_capacity,
      a.mother_away, a.mother_away_since
    from community.assessment a
    join community.countersignature s on s.assessment_id = a.id and s.subject_key = a.subject_key
    where a.subject_key = any(keys) and s.verdict = 'COUNTERSIGNED'
      and not array[s.signed_by, s.signed_for] && array[a.recorded_by, a.recorded_for]
  ), found as (
    select subject_key,
      (array_agg(guardianship_missing order by assessed_on desc, recorded_at desc, id) filter (where guardianship_missing is not null))[1] as guardianship_missing,
      (array_agg(accompanied order by assessed_on desc, recorded_at desc, id) filter (where accompanied is not null))[1] as accompanied,
      string_to_array((array_agg(array_to_string(difficulties, chr(44)) order by assessed_on desc, recorded_at desc, id) filter (where difficulties is not null))[1], chr(44)) as difficulties,
      string_to_array((array_agg(array_to_string(needs, chr(44)) order by assessed_on desc, recorded_at desc, id) filter (where needs is not null))[1], chr(44)) as needs,
      (array_agg(father_unable order by assessed_on desc, recorded_at desc, id) filter (where father_unable is not null))[1] as father_unable,
      (array_agg(father_lacks_capacity order by assessed_on desc, recorded_at desc, id) filter (where father_lacks_capacity is not null))[1] as father_lacks_capacity,
      (array_agg(father_away order by assessed_on desc, recorded_at desc, id) filter (where father_away is not null))[1] as father_away,
      (array_agg(father_away_since order by assessed_on desc, recorded_at desc, id) filter (where father_away is not null))[1] as father_away_since,
      (array_agg(mother_unable order by assessed_on desc, recorded_at desc, id) filter (where mother_unable is not null))[1] as mother_unable,
      (array_agg(mother_lacks_capacity order by assessed_on desc, recorded_at desc, id) filter (where mother_lacks_capacity is not null))[1] as mother_lacks_capacity,
      (array_agg(mother_away order by assessed_on desc, recorded_at desc, id) filter (where mother_away is not null))[1] as mother_away,
      (array_agg(mother_away_since order by assessed_on desc, recorded_at desc, id) filter (where mother_away is not null))[1] as mother_away_since,
      max(assessed_on) as assessed_on,
      max(recorded_at) as recorded_at
    from counted where assessed_on + holds > today group by subject_key
  ), parent as (
    select f.subject_key, p.relation, p.unable, p.lacks_capacity, p.away, p.away_since
    from found f cross join lateral (values
      ('FATHER', f.father_unable, f.father_lacks_capacity, f.father_away, f.father_away_since),
      ('MOTHER', f.mother_unable, f.mother_lacks_capacity, f.mother_away, f.mother_away_since)
    ) as p (relation, unable, lacks_capacity, away, away_since)
    where num_nonnulls(p.unable, p.lacks_capacity, p.away) > 0
  ), pair as (
    select subject_key, array_agg(relation order by relation) as parents, array_agg(unable order by relation) as unable,
      array_agg(lacks_capacity order by relation) as lacks_capacity, array_agg(away order by relation) as away,
      array_agg(away_since order by relation) as away_since
    from parent group by subject_key
  ), word as (
    select distinct on (subject_key) subject_key, entrusted_care, assessed_on
    from counted where entrusted_care is not null order by subject_key, assessed_on desc, recorded_at desc, id
  ), seen as (
    select subject_key, max(visited_on) as visited_on from community.visit_entry where subject_key = any(keys) group by subject_key
  )
  select k.subject_key,
    case
      when w.subject_key is null or (v.record_time at time zone 'Asia/Shanghai')::date > w.assessed_on and v.entrusted_care is not null
        then v.entrusted_care
      when w.assessed_on + holds > today then w.entrusted_care
    end,
    v.protection_case, greatest(v.record_time, f.recorded_at), f.guardianship_missing, f.difficulties, f.accompanied, f.needs,
    p.parents, p.unable, p.lacks_capacity, p.away, p.away_since, f.assessed_on, s.visited_on
  from (select distinct unnest(keys) as subject_key) k
  left join community.visit v on v.subject_key = k.subject_key
  left join found f on f.subject_key = k.subject_key
  left join pair p on p.subject_key = k.subject_key
  left join word w on w.subject_key = k.subject_key
  left join seen s on s.subject_key = k.subject_key
  where num_nonnulls(v.subject_key, f.subject_key, w.subject_key, s.subject_key) > 0
$standing$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION community.standing(uuid[], date, interval) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION community.standing(uuid[], date, interval) TO hutong_xzj_reader;
--> statement-breakpoint
GRANT USAGE ON SCHEMA community TO hutong_xzj_recorder;
--> statement-breakpoint
-- The recorder adds, and sees no word of what was found.
GRANT INSERT ON community.assessment, community.visit_entry, community.countersignature TO hutong_xzj_recorder;
--> statement-breakpoint
GRANT SELECT (id, digest) ON community.assessment TO hutong_xzj_recorder;
--> statement-breakpoint
GRANT SELECT (id, digest) ON community.visit_entry TO hutong_xzj_recorder;
--> statement-breakpoint
GRANT SELECT (
  id, subject_key, evidence, role, organisation_id, division, recorded_by, recorded_for, recorded_at, assessed_on, guardianship_missing,
  difficulties, entrusted_care, accompanied, needs, father_unable, father_lacks_capacity, father_away, father_away_since, mother_unable,
  mother_lacks_capacity, mother_away, mother_away_since
) ON community.assessment TO hutong_xzj_reader;
--> statement-breakpoint
GRANT SELECT (assessment_id, subject_key, verdict, reason, signed_by, signed_for) ON community.countersignature TO hutong_xzj_reader;
--> statement-breakpoint
GRANT SELECT (subject_key, visited_on) ON community.visit_entry TO hutong_xzj_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON community.assessment, community.visit_entry, community.countersignature TO hutong_loader;
