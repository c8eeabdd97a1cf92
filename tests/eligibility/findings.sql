-- The findings of the pack in force once more, from the words of the text, in SQL: its own three values (true, false,
-- null) are the rules' (known, known not, unknown), and its own calendar counts years and months.
-- In: children as rows of `written`, one column a fact; sets as text[], null = nothing known, 'MORE' = there may be more.
with told as (
  select w.*,
    -- 不满: before the day on which the years are full. One born on 29 February: on 1 March.
    w.day < turns(w.birth_date, 18 * 12) as minor,
    w.day < turns(w.birth_date, 16 * 12) as under_16,
    w.day >= turns(w.residence_since, 6) as resident_six_months,
    has(w.vital_father, '{DEAD,DECLARED_DEAD}') as father_dead,
    has(w.vital_mother, '{DEAD,DECLARED_DEAD}') as mother_dead,
    has(w.vital_father, '{DEAD,DECLARED_DEAD,DECLARED_MISSING}') as father_gone,
    has(w.vital_mother, '{DEAD,DECLARED_DEAD,DECLARED_MISSING}') as mother_gone,
    -- 上述八类情形之一: any of them at all.
    some_of(w.situation_father) as father_k8,
    some_of(w.situation_mother) as mother_k8,
    (has(w.remarried_father, '{YES}') or has(w.assisted_father, '{YES}')) and has(w.unable_father, '{YES}') as father_fails,
    (has(w.remarried_mother, '{YES}') or has(w.assisted_mother, '{YES}')) and has(w.unable_mother, '{YES}') as mother_fails,
    has(w.away_father, '{CROSS_COUNTY}') and w.day >= turns(w.away_since_father, 6) as father_away,
    has(w.away_mother, '{CROSS_COUNTY}') and w.day >= turns(w.away_since_mother, 6) as mother_away,
    has(w.capacity_father, '{YES}') as father_incapable,
    has(w.capacity_mother, '{YES}') as mother_incapable,
    has(w.grade, '{1,2}') as severe,
    has(w.kind, '{MENTAL,INTELLECTUAL}') and has(w.grade, '{3,4}') as mental_3_4,
    has(w.attested, '{SERIOUS_ILLNESS}') as serious,
    has(w.attested, '{RARE_ILLNESS}') as rare,
    -- 富阳 and 临安: nobody has said whether they are of the city's centre.
    case when w.hukou in ('330111', '330112') then null
      else w.hukou in ('330102', '330105', '330106', '330108', '330109', '330110', '330113', '330114') end as hukou_central,
    case when w.residence in ('330111', '330112') then null
      else w.residence in ('330102', '330105', '330106', '330108', '330109', '330110', '330113', '330114') end as residence_central
  from written w
), categories as (
  select t.*,
    minor and ((father_dead and mother_dead) or has(untraceable, '{YES}') or has(category, '{ORPHAN}')) as orphan,
    under_16 and has(accompanied, '{YES}') and hukou <> residence and resident_six_months
      and not (hukou_central and residence_central) as migrant,
    under_16 and ((father_away and mother_away) or (father_away and mother_incapable) or (mother_away and father_incapable))
      as left_behind,
    minor and (some_of(kind) or has(attested, '{AUTISM}')) as disabled,
    -- One grown up who goes on with school: left open.
    (minor and has(category, '{ORPHAN,DE_FACTO_UNSUPPORTED}'))
      or (not minor and has(category, '{DE_FACTO_UNSUPPORTED}') and has(full_time, '{YES}') and null) as r01
  from told t
), allowances as (
  select c.*,
    minor and not r01 and (
      (has(household, '{DIBAO,DIBAO_EDGE}') and (severe or serious or rare or mental_3_4)) or has(category, '{OTHER}')) as r02,
    minor and has(household, '{DIBAO_EDGE}') and (severe or serious) as r03
  from categories c
), choice as (
  select a.*,
    disabled and (r01 or r02) and some_of(kind) and has(household, '{DIBAO,DIBAO_EDGE}') as r05
  from allowances a
)
select id,
  orphan as "ORPHAN",
  minor and not orphan and (
    (father_k8 and mother_k8)
    or (father_gone and mother_k8) or (mother_gone and father_k8)
    or (father_gone and mother_fails) or (mother_gone and father_fails)) as "DE_FACTO_UNSUPPORTED",
  disabled as "DISABLED",
  minor and has(household, '{DIBAO,DIBAO_EDGE,RIGID_EXPENSE,LOW_INCOME_SUPPORT,OTHER}') as "ECONOMIC_HARDSHIP",
  migrant as "MIGRANT",
  migrant and some_of(difficulty) as "MIGRANT_IN_DIFFICULTY",
  left_behind as "LEFT_BEHIND",
  left_behind and has(guardianship_missing, '{YES}') as "LEFT_BEHIND_UNGUARDED",
  r01 as "BASIC_LIVING_ALLOWANCE",
  r02 as "LIVING_ALLOWANCE_OF_OTHERS",
  r03 as "ONE_PERSON_HOUSEHOLD",
  -- No county has said whether it pays it.
  minor and has(household, '{GENERAL}') and (severe or mental_3_4) and null as "SEVERE_DISABILITY_SUBSIDY",
  r05 as "CHOICE_BETWEEN_SUBSIDIES",
  r05 and not has(choice, '{CHILD_BASIC,DISABLED_LIVING}') as "CHOICE_TO_BE_ASKED",
  has(allowance, '{ACTIVE}') and has(disabled_allowance, '{ACTIVE}') as "BOTH_SUBSIDIES_PAID",
  r05 and (has(choice, '{CHILD_BASIC}') or not has(choice, '{CHILD_BASIC,DISABLED_LIVING}')) as "CHILD_BASIC_STAYS",
  r03 and not has(household, '{DIBAO}') as "EDGE_CHILD_NOT_IN_DIBAO",
  not minor and has(former, '{ORPHAN,DE_FACTO_UNSUPPORTED}') and null as "TRANSITION_SUBSIDY",
  not minor and has(former, '{ORPHAN}') and (has(adopted, '{NO}') or some_of(kind)) and has(full_time, '{YES}')
    and has(stage, '{SENIOR,VOCATIONAL,HIGHER}') as "ORPHAN_STUDY_GRANT",
  null::boolean as "YOUTH_STUDY_SUPPORT",
  not minor and has(former, '{ORPHAN,DE_FACTO_UNSUPPORTED}') and has(housing_need, '{YES}') as "HOUSING_PRIORITY",
  not minor and has(former, '{ORPHAN,DE_FACTO_UNSUPPORTED}') and has(unemployed, '{YES}') as "EMPLOYMENT_PRIORITY",
  null::boolean as "OTHER_SCHOOLING_SUPPORT"
from choice order by id
