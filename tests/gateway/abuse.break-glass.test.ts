// X07: can break-glass be misused? One grant is one person, one child, one hour and a small subset of fields; every grant
// is told of and reviewed; and nothing about it tells whether there is such a child.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import {
  codeOf,
  type EmergencyTown,
  NOBODY,
  NOTE,
  OTHERS,
  openEmergencyTown,
  REASON,
  RENEW,
  REVIEW,
  shown,
  TO_REVIEW,
} from './emergency.ts'
import { expectNoneOf, secretsOf } from './journalled.ts'
import { byCitizenId, recordedSources } from './questions.ts'

const sources = recordedSources()
let town: EmergencyTown

beforeAll(async () => {
  town = await openEmergencyTown('breakglass', sources)
})
afterAll(() => town.close())

/** Each group of tests begins with nothing opened and nothing asked. */
async function afresh(): Promise<void> {
  await town.afresh()
  sources.take()
}

const grants = async (): Promise<number> => (await town.owner.query('select from emergency.access_grant')).rowCount ?? 0

async function statusOf(grant: string, as: 'social-worker' | 'doctor' = 'social-worker'): Promise<string> {
  const response = await town.read(as, grant)
  expect(response.status).toBe(200)
  return String(response.body.data.emergencySubject.status)
}

describe('opening', () => {
  beforeAll(afresh)

  it.each([
    ['a reason of 19 characters', '夜'.repeat(19)],
    ['a reason of blanks around 19 characters', ` ${'夜'.repeat(19)}\n `],
    ['a reason of 1001 characters', '夜'.repeat(1001)],
    ['an identity number in the reason', `${'夜'.repeat(20)} 330199202507079942`],
    ['an identity number written in groups', `${'夜'.repeat(20)} 330199 20250707 9942`],
    ['an identity number in full-width digits', `${'夜'.repeat(20)}３３０１９９２０２５０７０７９９４２`],
    ['a telephone number in the reason', `${'夜'.repeat(20)}，电话 12000000106`],
    ['a telephone number in groups', `${'夜'.repeat(20)}，电话 130 1234 5678`],
    ['a telephone number with hyphens', `${'夜'.repeat(20)}，电话 130-1234-5678`],
    ['a telephone number digit by digit', `${'夜'.repeat(20)} 1 3 0 1 2 3 4 5 6 7 8`],
    ['a telephone number in Chinese numerals', `${'夜'.repeat(20)} 一三〇一二三四五六七八`],
    ['a telephone number in Arabic-Indic digits', `${'夜'.repeat(20)} ١٣٠١٢٣٤٥٦٧٨`],
    ['an identity number with characters that nobody sees', `${'夜'.repeat(20)} 330199\u200b20250707\u200b9942`],
  ])('is refused with %s, before anything is read or written', async (_what, reason) => {
    const response = await town.open('social-worker', 'institutionWard', reason)
    expect([response.status, codeOf(response)]).toEqual([400, 'BAD_INPUT'])
    expect([await grants(), sources.take()]).toEqual([0, []])
    const entries = await town.newEntries()
    expect(entries.map(({ kind, body }) => [kind, body.code])).toEqual([['REFUSAL', 'BAD_INPUT']])
    expectNoneOf(entries, [reason])
  })

  it('is refused for a number whose check digit is wrong', async () => {
    const response = await town.open('social-worker', { ...NOBODY, citizenId: '330199201206019985' })
    expect(codeOf(response)).toBe('BAD_INPUT')
    expect(await grants()).toBe(0)
    await town.newEntries()
  })

  it.each(OTHERS)('is not there for %s, for any purpose', async (as) => {
    for (const purpose of ['P01', 'P05', 'P08', 'P12']) {
      const variables = { subject: byCitizenId(CAST.institutionWard), reason: REASON }
      const query =
        'mutation Open($subject: SubjectInput!, $reason: String!) { openEmergency(subject: $subject, reason: $reason) { grant } }'
      expect(codeOf(await town.ask({ as, purpose, query, variables }))).toBe('REFUSED')
    }
    expect(await grants()).toBe(0)
    expect(sources.take()).toEqual([])
  })

  it.each(['second-person', 'dpo'] as const)('is not there for %s, who watches over it', async (as) => {
    expect(codeOf(await town.open(as, 'institutionWard'))).toBe('REFUSED')
    expect(await grants()).toBe(0)
  })

  it.each([
    ['TEXT_LENGTH', '夜'.repeat(19), '文字说明过短或过长，须为 20 至 1000 字'],
    ['TEXT_NUMBER', `${'夜'.repeat(20)}，电话 12000000106`, '文字说明中有像证件号或电话号码的数字，请删去'],
  ])('says with %s what is wrong with the reason, so that no time is lost', async (hint, reason, message) => {
    const { body } = await town.open('social-worker', 'institutionWard', reason)
    expect(body).toEqual({ errors: [{ message, extensions: { code: 'BAD_INPUT', hint } }] })
    // Nobody's number is told from the child's: it rests on what was written alone.
    const { body: other } = await town.open('social-worker', NOBODY, reason)
    expect(other).toEqual(body)
    await town.newEntries()
  })

  it('takes as good a reason with the dates and the encounter of a night', async () => {
    const reason = '2026-11-22 23:40 急诊入院，2026-11-23 01:00 手术，监护人未到场，就诊号 E-2026-0008'
    expect((await town.open('social-worker', 'institutionWard', reason)).status).toBe(200)
  })
})

describe('a grant', () => {
  beforeAll(afresh)

  it('stands in the journal before it is given, with the child by pseudonym and the reason nowhere', async () => {
    const grant = await town.grantFor('institutionWard')
    const entries = await town.newEntries()
    expect(entries.map(({ kind }) => kind)).toEqual(['INTENT', 'ACT', 'OUTCOME'])
    const [intent, act, outcome] = entries.map(({ body }) => body)
    expect(intent).toMatchObject({ purpose: 'P12', role: 'HOSP_SOCIAL_WORKER', subjectKind: 'submitted-identifier' })
    expect(act).toMatchObject({
      act: 'EMERGENCY_OPENED',
      personId: 'demo-person-social-worker',
      facts: { grant, unit: 'SOCIAL-WORK', role: 'HOSP_SOCIAL_WORKER', expiresAt: '2026-11-22T01:00:00.000Z' },
    })
    expect(act?.subjects).toEqual(intent?.subjects)
    expect(outcome).toMatchObject({ status: 'RELEASED' })
    expectNoneOf(entries, [...secretsOf(CAST.institutionWard), REASON])
    expect(sources.take()).toEqual([])
  })

  it('keeps its reason sealed: no table shows it in clear', async () => {
    const { rows } = await town.owner.query<{ all: string }>(
      "select string_agg(t::text || encode(t.reason_sealed, 'escape'), '') as all from emergency.access_grant t",
    )
    for (const secret of [REASON, ...secretsOf(CAST.institutionWard).slice(0, 3)]) {
      expect(rows[0]?.all).not.toContain(String(secret))
    }
  })

  it('opens nothing for another person, even of the same hospital', async () => {
    const grant = await town.grantFor('disabledEdge')
    expect(await statusOf(grant)).toBe('CONFIRMED')
    expect(await statusOf(grant, 'doctor')).toBe('NONE_CONFIRMED')
  })

  it('opens one child, whatever number of a case is made up', async () => {
    for (const made of ['E-2026-0008', '3f0c7c52-8f7a-4a50-9a53-0f6f4f1c2f11', 'x']) {
      expect(await statusOf(made)).toBe('NONE_CONFIRMED')
    }
    expect(codeOf(await town.read('social-worker', undefined))).toBe('CASE_REQUIRED')
  })

  it('is the same grant when it is asked for twice: a lost receipt can be had again, and opens no second hour', async () => {
    const first = await town.open('social-worker', 'deFacto')
    await town.at('2026-11-22T08:30:00+08:00')
    const second = await town.open('social-worker', 'deFacto', `${REASON}，再次查询`)
    expect(second.text).toBe(first.text)
  })

  it('is one even when it is asked for by two requests at once', async () => {
    const before = await grants()
    const both = await Promise.all([town.open('doctor', 'deFacto'), town.open('doctor', 'deFacto')])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect(both[0]?.text).toBe(both[1]?.text)
    expect(await grants()).toBe(before + 1)
  })

  it.each([
    'emergencySubject { guardian { phone } }',
    'emergencySubject { guardian { name } } children { nodes { childRef } }',
    'emergencySubject { categories }',
    'eligibility(subject: { fullName: "x" }, benefit: MEDICAL_AID) { status }',
  ])('opens no field beyond its subset (%s), and no source is asked', async (selection) => {
    await town.forgetCounts()
    const grant = await town.grantFor('institutionWard')
    await town.newEntries()
    sources.take()
    const response = await town.read('social-worker', grant, `query Beyond { ${selection} }`)
    expect([response.status, codeOf(response)]).toEqual([403, 'REFUSED'])
    expect(sources.take()).toEqual([])
    expect((await town.newEntries()).map(({ kind }) => kind)).toEqual(['REFUSAL'])
  })
})

describe('the hour', () => {
  beforeAll(afresh)

  it('is over after 60 minutes, to the second', async () => {
    const grant = await town.grantFor('institutionWard')
    await town.at('2026-11-22T08:59:59+08:00')
    expect(await statusOf(grant)).toBe('CONFIRMED')
    await town.at('2026-11-22T09:00:00+08:00')
    expect(await statusOf(grant)).toBe('NONE_CONFIRMED')
  })

  it('begins not again while the last grant for the child is not reviewed', async () => {
    const response = await town.open('social-worker', 'institutionWard')
    expect([response.status, codeOf(response)]).toEqual([403, 'REFUSED'])
    const outcome = (await town.newEntries()).at(-1)
    expect(outcome?.body).toMatchObject({ status: 'REFUSED', detail: 'the last grant for this child is not reviewed' })
  })

  it('can begin again once it is reviewed', async () => {
    const listed = await town.act('second-person', TO_REVIEW)
    const [{ grant }] = listed.body.data.emergenciesToReview
    expect((await town.act('second-person', REVIEW, { grant, verdict: 'JUSTIFIED', note: NOTE })).status).toBe(200)
    expect((await town.open('social-worker', 'institutionWard')).status).toBe(200)
  })
})

describe('renewing', () => {
  beforeAll(afresh)

  const renew = (as: Parameters<EmergencyTown['act']>[0], grant: string) => town.act(as, RENEW, { grant })

  it.each([
    ['whoever opened it', 'social-worker'],
    ['a colleague', 'doctor'],
    ['another hospital’s second person', 'other-second-person'],
    ['the data-protection officer, who reviews', 'dpo'],
  ] as const)('is not for %s', async (_who, as) => {
    const grant = await town.grantFor('institutionWard')
    const response = await renew(as, grant)
    expect([response.status, codeOf(response)]).toEqual([403, 'REFUSED'])
    await town.at('2026-11-22T09:00:00+08:00')
    expect(await statusOf(grant)).toBe('NONE_CONFIRMED')
    await afresh()
  })

  it('by the second person lasts until four hours after the opening, once, and no longer', async () => {
    const grant = await town.grantFor('institutionWard')
    await town.at('2026-11-22T08:40:00+08:00')
    const renewed = await renew('second-person', grant)
    expect(renewed.body.data.renewEmergency).toMatchObject({ grant, expiresAt: '2026-11-22T04:00:00.000Z' })
    expect(codeOf(await renew('second-person', grant))).toBe('REFUSED')
    await town.at('2026-11-22T11:59:59+08:00')
    expect(await statusOf(grant)).toBe('CONFIRMED')
    await town.at('2026-11-22T12:00:00+08:00')
    expect(await statusOf(grant)).toBe('NONE_CONFIRMED')
    expect(codeOf(await renew('second-person', grant))).toBe('REFUSED')
    const acts = (await town.newEntries()).filter(({ kind }) => kind === 'ACT').map(({ body }) => body.act)
    expect(acts).toEqual(['EMERGENCY_OPENED', 'EMERGENCY_RENEWED'])
  })

  it('is not for a grant that is over, and one that is not there is refused in the same bytes', async () => {
    await afresh()
    const grant = await town.grantFor('institutionWard')
    await town.at('2026-11-22T09:00:00+08:00')
    const over = await renew('second-person', grant)
    const none = await renew('second-person', '3f0c7c52-8f7a-4a50-9a53-0f6f4f1c2f11')
    expect([over.status, over.text]).toEqual([403, none.text])
    expect(codeOf(await renew('second-person', 'not-a-grant'))).toBe('BAD_INPUT')
  })

  it('cannot be written past four hours, by anybody: the table refuses', async () => {
    await expect(
      town.owner.query("update emergency.access_grant set expires_at = opened_at + interval '61 minutes'"),
    ).rejects.toThrow('access_grant_an_hour')
    const gateway = town.pool('REGISTRY', 'hutong_gateway')
    await expect(
      gateway.query('update emergency.access_grant set renewed_by = person_id, renewed_at = now()'),
    ).rejects.toThrow('access_grant_renewed')
    await expect(gateway.query('update emergency.access_grant set opened_at = now()')).rejects.toThrow('permission')
    await expect(gateway.query('delete from emergency.access_grant')).rejects.toThrow('permission')
  })
})

describe('an absent child', () => {
  beforeAll(afresh)

  // In the registry and unknown to civil affairs, so that there is nothing to confirm.
  const unknown = byCitizenId(CAST.plain)

  it('gets the receipt and the answers that one gets of whom nothing is confirmed, but for ids and moments', async () => {
    const cost = async (subject: typeof unknown) => {
      await town.newEntries()
      sources.take()
      const receipt = await town.open('social-worker', subject)
      const grant = String(receipt.body.data.openEmergency.grant)
      const answer = await town.read('social-worker', grant)
      const entries = await town.newEntries()
      expectNoneOf(entries, [...secretsOf(CAST.plain), String(subject.citizenId), subject.fullName])
      return {
        receipt: shown(receipt),
        answer: shown(answer),
        calls: sources.take(),
        // An outcome comes after the next intent or before it.
        entries: entries.map(({ kind, body }) => JSON.stringify([kind, Object.keys(body).sort()])).sort(),
        cells: entries
          .filter(({ kind }) => kind === 'OUTCOME')
          .map(({ body }) => JSON.stringify(body.cells))
          .sort(),
        rows: await rowsOf(grant),
        isNone: answer.text.includes('NONE_CONFIRMED'),
      }
    }
    const present = await cost(unknown)
    expect([present.isNone, present.calls.length]).toEqual([true, 1])
    expect(await cost(NOBODY)).toEqual(present)
    // A child whom civil affairs know, under another name, is absent too.
    expect(await cost({ ...byCitizenId(CAST.institutionWard), fullName: '党春风' })).toEqual(present)
  })

  it('has a grant that is told of, renewed and reviewed like any other', async () => {
    const grant = String((await town.open('doctor', NOBODY)).body.data.openEmergency.grant)
    expect((await town.act('second-person', RENEW, { grant })).status).toBe(200)
    expect((await town.act('dpo', REVIEW, { grant, verdict: 'JUSTIFIED', note: NOTE })).status).toBe(200)
  })

  it('counts against the openings of an hour like every other, and no more', async () => {
    await afresh()
    const codes = async (subject: (at: number) => Parameters<EmergencyTown['open']>[1]) => {
      await afresh()
      const given: string[] = []
      for (let at = 0; at < 12; at += 1) given.push(codeOf(await town.open('doctor', subject(at))))
      return given
    }
    // Asked for again, an open grant is given again; it was counted once.
    const again = await codes(() => NOBODY)
    expect(again.filter((code) => code === 'TOO_MANY')).toEqual([])
    expect(await codes(() => unknown)).toEqual(again)
    const absent = await codes((at) => ({
      ...NOBODY,
      citizenId: citizenIdWithCheck(`330199199${at % 10}0${1 + (at % 9)}01999`),
    }))
    expect(absent.filter((code) => code === 'TOO_MANY').length).toBeGreaterThan(0)
    // One number under many names is a plan, whoever has the number.
    const named = (subject: typeof unknown) => (at: number) => ({
      ...subject,
      fullName: `严无踪${'一二三四五六七八九十甲乙'[at]}`,
    })
    const guessed = await codes(named(NOBODY))
    expect(guessed.indexOf('TOO_MANY')).toBeGreaterThan(0)
    expect(await codes(named(unknown))).toEqual(guessed)
  })
})

/** What a grant left in the tables, but for what is its own. */
async function rowsOf(grant: string): Promise<unknown> {
  const { rows } = await town.owner.query<{ filled: string[]; notices: number; reads: number }>(
    `select g.reads::int as reads, octet_length(g.reason_sealed) as reason,
       (select count(*)::int from notices.notice n where n.about = g.id) as notices,
       (select array_agg(key order by key) from jsonb_each(to_jsonb(g)) where value <> 'null' and key <> 'child_id') as filled
     from emergency.access_grant g where g.id = $1`,
    [grant],
  )
  return rows
}

describe('a review', () => {
  beforeAll(afresh)

  const review = (as: Parameters<EmergencyTown['act']>[0], grant: string, verdict = 'JUSTIFIED', note = NOTE) =>
    town.act(as, REVIEW, { grant, verdict, note })

  it.each([
    ['whoever opened it', 'social-worker'],
    ['another hospital’s second person', 'other-second-person'],
  ] as const)('is not for %s', async (_who, as) => {
    const grant = await town.grantFor('institutionWard')
    expect(codeOf(await review(as, grant))).toBe('REFUSED')
    if (as === 'other-second-person') {
      expect((await town.act(as, TO_REVIEW)).body.data.emergenciesToReview).toEqual([])
    }
  })

  it('is not for whoever renewed the grant: that is a part in it', async () => {
    const grant = await town.grantFor('institutionWard')
    await town.act('second-person', RENEW, { grant })
    expect(codeOf(await review('second-person', grant))).toBe('REFUSED')
    expect((await town.act('second-person', TO_REVIEW)).body.data.emergenciesToReview).toEqual([])
    expect((await review('dpo', grant)).status).toBe(200)
  })

  it('is not given twice, nor for a grant that is not there', async () => {
    await afresh()
    const grant = await town.grantFor('institutionWard')
    expect((await review('second-person', grant)).status).toBe(200)
    expect(codeOf(await review('second-person', grant))).toBe('REFUSED')
    expect(codeOf(await review('dpo', grant, 'UNJUSTIFIED'))).toBe('REFUSED')
    expect(codeOf(await review('dpo', '3f0c7c52-8f7a-4a50-9a53-0f6f4f1c2f11'))).toBe('REFUSED')
    expect(codeOf(await review('dpo', grant, 'JUSTIFIED', '太短'))).toBe('BAD_INPUT')
  })

  it('shows the reason and how often it was read under, and never whose child it is', async () => {
    await afresh()
    const grant = await town.grantFor('institutionWard')
    await town.read('social-worker', grant)
    await town.read('social-worker', grant)
    await town.newEntries()
    const response = await town.act('dpo', TO_REVIEW)
    expect(response.body.data.emergenciesToReview).toEqual([
      {
        ...{ grant, person: 'demo-person-social-worker', organisation: '1233019999000HA17Y', unit: 'SOCIAL-WORK' },
        ...{ role: 'HOSP_SOCIAL_WORKER', reason: REASON, reads: 2, suspended: false, renewedAt: null, closedAt: null },
        ...{ openedAt: '2026-11-22T00:00:00.000Z', expiresAt: '2026-11-22T01:00:00.000Z' },
        reviewBy: '2026-11-23T00:00:00.000Z',
      },
    ])
    const entries = await town.newEntries()
    expectNoneOf(entries, [REASON, ...secretsOf(CAST.institutionWard)])
  })

  it('that finds a misuse closes the grant at once and suspends the right, until an officer finds otherwise', async () => {
    await afresh()
    const grant = await town.grantFor('institutionWard')
    expect((await review('second-person', grant, 'UNJUSTIFIED')).status).toBe(200)
    expect(await statusOf(grant)).toBe('NONE_CONFIRMED')
    expect(codeOf(await town.open('social-worker', 'deFacto'))).toBe('REFUSED')
    const acts = (await town.newEntries()).filter(({ kind }) => kind === 'ACT').map(({ body }) => body.act)
    expect(acts).toEqual(['EMERGENCY_OPENED', 'EMERGENCY_SUSPENDED', 'EMERGENCY_REVIEWED'])
    expect((await town.act('dpo', TO_REVIEW)).body.data.emergenciesToReview).toMatchObject([{ grant, suspended: true }])
    expect((await review('dpo', grant)).status).toBe(200)
    expect((await town.open('social-worker', 'deFacto')).status).toBe(200)
  })
})

describe('a grant that nobody reviewed', () => {
  beforeAll(afresh)

  it('suspends the right of whoever opened it after 24 hours, found out at the next opening and put on record', async () => {
    const grant = await town.grantFor('institutionWard')
    await town.at('2026-11-23T07:59:59+08:00')
    expect((await town.open('social-worker', 'deFacto')).status).toBe(200)
    await town.at('2026-11-23T08:00:00+08:00')
    await town.newEntries()
    const refused = await town.open('social-worker', 'disabledEdge')
    expect([refused.status, codeOf(refused)]).toEqual([403, 'REFUSED'])
    const entries = await town.newEntries()
    expect(entries.map(({ kind, body }) => [kind, body.act ?? body.status ?? null])).toEqual([
      ['INTENT', null],
      ['ACT', 'EMERGENCY_SUSPENDED'],
      ['OUTCOME', 'REFUSED'],
    ])
    expect(entries[1]?.body).toMatchObject({
      personId: null,
      facts: { grant, cause: 'UNREVIEWED', person: 'demo-person-social-worker' },
    })
    expect(entries[2]?.body.detail).toBe('the right to open is suspended')
  })

  it('suspends the grants of that person that are still open too, and nobody else', async () => {
    await afresh()
    await town.grantFor('institutionWard')
    await town.at('2026-11-23T07:30:00+08:00')
    const later = await town.grantFor('deFacto')
    const colleagues = await town.grantFor('deFacto', 'doctor')
    expect(await statusOf(later)).toBe('CONFIRMED')
    await town.at('2026-11-23T08:00:00+08:00')
    expect(await statusOf(later)).toBe('NONE_CONFIRMED')
    expect(await statusOf(colleagues, 'doctor')).toBe('CONFIRMED')
  })

  it('is told to the officer and the second person, and lifted by a review', async () => {
    await town.open('social-worker', 'disabledEdge')
    const { rows } = await town.owner.query(
      "select about, recipients from notices.notice where kind = 'EMERGENCY_SUSPENDED'",
    )
    expect(rows).toMatchObject([{ recipients: ['demo-person-dpo', 'demo-person-second-person'] }])
    const grant = String(rows[0]?.about)
    expect((await town.act('second-person', REVIEW, { grant, verdict: 'JUSTIFIED', note: NOTE })).status).toBe(200)
    expect((await town.open('social-worker', 'disabledEdge')).status).toBe(200)
  })
})
