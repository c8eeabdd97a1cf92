// Leaks by what people do about a child: a cell that is being checked, a file that another county asked for.
import type { Pool } from 'pg'
import { childRefsFor } from '../../src/masking/child-ref.ts'
import { recipientOf } from '../../src/registry/casework.ts'
import type { Town } from '../world/town.ts'
import { askAround } from './around.ts'
import { askChildren, childrenOf, pages } from './casework.ts'
import type { Mutant } from './mutant.ts'
import { type OperationMaker, once } from './operation.ts'

/** The registry's statements with a part of their text replaced; those of some names alone, where they are given. */
export function registryWith(from: string | RegExp, to: string, names = /^/): Mutant['spoil'] & {} {
  return ({ gateway: { rooms } }: Town): void => {
    for (const name of ['registry', 'lists'] as const) {
      const pool = rooms[name]
      const query = (config: { text: string; name?: string }) =>
        names.test(config.name ?? '')
          ? pool.query({
              ...config,
              name: `spoilt ${config.name}`.slice(0, 63),
              text: config.text.replaceAll(from, to),
            })
          : pool.query(config)
      Object.assign(rooms, { [name]: { query, connect: () => pool.connect() } as unknown as Pool })
    }
  }
}

const asking =
  (query: string): OperationMaker =>
  (scene, random) => ({ ...askAround(scene, random), requests: once({ query, variables: {} }) })

const DISPUTES: OperationMaker = (scene, random) => {
  const refs = childRefsFor(scene.place.keys.childRef, recipientOf(scene.account, scene.grant))
  const focus = childrenOf(scene).own.slice(0, scene.grant.limits.rootFields)
  const roots = focus.map((id, at) => `c${at}: child(ref: "${refs.refOf(id)}") { disputes { field since dueOn } }`)
  return { ...askChildren(scene, random), focus, requests: once({ query: `{ ${roots.join(' ')} }`, variables: {} }) }
}

const ALL_CHILDREN: OperationMaker = (scene, random) => pages(scene, random, { first: 60 })

export const ACT_MUTANTS: readonly Mutant[] = [
  {
    leak: 'an adult who has withdrawn a consent',
    caller: ['zf', 'P15'],
    make: ALL_CHILDREN,
    spoil: registryWith('g.superseded_at is null and', ''),
  },
  {
    leak: 'an adult who consented to the other desk',
    caller: ['rs', 'P15'],
    make: ALL_CHILDREN,
    spoil: registryWith(/g\.role = \$(\d+)::text/g, '$$$1::text is not null'),
  },
  {
    leak: 'a minor of whom a consent stands on record',
    caller: ['zf', 'P15'],
    make: ALL_CHILDREN,
    spoil: registryWith(/a\.adult_on <= \$\d+::date/g, 'true'),
  },
  {
    leak: 'a consent of whoever is not the person',
    caller: ['zf', 'P15'],
    make: ALL_CHILDREN,
    spoil: registryWith('k.person_id = g.person_id', 'true'),
  },
  {
    leak: 'a cell that is being checked and that is not granted, under another name',
    caller: ['jy', 'P06'],
    make: DISPUTES,
    spoil: registryWith(
      /select child_id, coordinate, (?=min\(opened_at\))/g,
      "select child_id, 'Education.publicPlacement' as coordinate, ",
    ),
  },
  {
    leak: 'a file that was let go and whose day has passed',
    caller: ['adjudicator', 'P08'],
    make: ALL_CHILDREN,
    spoil: registryWith(/t\.valid_until > \$\d+(::date)?/g, 'true'),
  },
  {
    leak: 'a file that was let go by a county which is competent no more',
    caller: ['adjudicator', 'P08'],
    make: ALL_CHILDREN,
    spoil: registryWith('left(c.division, 6) = t.competent', 'true'),
  },
  {
    leak: 'a file that was let go to another county',
    caller: ['adjudicator', 'P08'],
    make: ALL_CHILDREN,
    spoil: registryWith('t.division between d.lowest::char(12) and d.highest::char(12)', 'true'),
  },
  {
    leak: 'a request for a file that is closed as soon as it is refused',
    caller: ['adjudicator', 'P08'],
    make: asking('{ transfers { transfer state dueOn } }'),
    spoil: registryWith(
      'requested_at, due_on, valid_until',
      "requested_at, case when verdict = 'REFUSED' then '2026-01-01' else due_on end as due_on, valid_until",
    ),
  },
  {
    leak: 'a request for the file of a child of another county',
    caller: ['adjudicator', 'P08'],
    make: asking('{ transfersToAnswer { transfer ref dueOn } }'),
    spoil: registryWith('where j.child_id = t.child_id', 'where true'),
  },
]
