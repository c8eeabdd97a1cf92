// How a service writes what it answers, as far as a faulty line must know it to break an answer within a row, in the key, in
// the stamp: the form that was made for the gateway, a list of objects, GraphQL, the envelope of the public-data platform.

/** What a service told, whatever its form. A row begins with its key. */
export interface Told {
  readonly asOf: unknown
  readonly rows: readonly (readonly unknown[])[]
  /** What the cells of a row are called, where rows are objects. */
  readonly names: readonly string[]
}

export interface ServiceForm {
  /** Null for what is no answer about records, such as an exchange of secrets: that passes as it is. */
  read(answer: unknown): Told | null
  written(told: Told): unknown
  /** What it says with status 200 when it failed, in a form that has a word for it. */
  readonly failed?: (told: Told) => unknown
}

export const OWN_FORM: ServiceForm = {
  read: (answer) => ({ ...(answer as Pick<Told, 'asOf' | 'rows'>), names: [] }),
  written: ({ asOf, rows }) => ({ asOf, rows }),
}

interface Listed {
  readonly asOf: unknown
  readonly list: readonly Readonly<Record<string, unknown>>[]
}

const ADDED = 'more'

function ofObjects({
  listed,
  written,
  failed,
}: {
  readonly listed: (answer: never) => Listed | null
  readonly written: (listed: Listed) => object
  /** From a whole answer. */
  readonly failed: (whole: object) => object
}): ServiceForm {
  const objects = ({ asOf, rows, names }: Told): Listed => ({
    asOf,
    list: rows.map((row) => Object.fromEntries(row.map((cell, at) => [names[at] ?? ADDED, cell]))),
  })
  return {
    read(answer) {
      const found = listed(answer as never)
      if (!found) return null
      return { asOf: found.asOf, rows: found.list.map(Object.values), names: Object.keys(found.list[0] ?? {}) }
    },
    written: (told) => written(objects(told)),
    failed: (told) => failed(written(objects(told))),
  }
}

/** A service of its own making: a list of objects, and its own word for success. */
export const LISTED_FORM = ofObjects({
  listed: ({ data }: { data: { updatedAt: unknown; list: Listed['list'] } }) => ({
    asOf: data.updatedAt,
    list: data.list,
  }),
  written: ({ asOf, list }) => ({ code: 0, data: { updatedAt: asOf, list } }),
  failed: (whole) => ({ ...whole, code: 500 }),
})

/** Half an answer: what stands beside `errors` is not believed. */
export const GRAPHQL_FORM = ofObjects({
  listed: ({ data }: { data: { holders: Listed['list']; loadedUntil: unknown } }) => ({
    asOf: data.loadedUntil,
    list: data.holders,
  }),
  written: ({ asOf, list }) => ({ data: { holders: list, loadedUntil: asOf } }),
  failed: (whole) => ({ ...whole, errors: [{ message: 'the register is closed' }] }),
})

interface Shared {
  readonly list: Listed['list']
  readonly updatedAt: unknown
}

/** The content stands in the envelope as a text; secrets stand there as they are. */
export const PLATFORM_FORM = ofObjects({
  listed({ datas }: { datas: unknown }) {
    if (typeof datas !== 'string') return null
    const { list, updatedAt } = JSON.parse(datas) as Shared
    return { asOf: updatedAt, list }
  },
  written: ({ asOf, list }) => ({ code: '00', datas: JSON.stringify({ list, updatedAt: asOf } satisfies Shared) }),
  failed: (whole) => ({ ...whole, code: '99' }),
})
