-- D55: a rule asks in which stage a pupil was on a given day, so the stage is read with its period.
GRANT SELECT (stage_from, stage_to) ON education.pupil TO hutong_jyj_reader;
