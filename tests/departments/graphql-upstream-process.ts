// A department's own GraphQL service, as a vendor would run it: Apollo Server, in a process of its own. Tells its parent what it was asked,
// and knows the holders that it is started with, else one.
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { GraphQLError } from 'graphql'

const TYPES = `
  type Programme { code: String state: String }
  type Holder { id: ID! lb: String dj: Int yxq: String idNumber: String xm: [Programme] fj: [Programme] }
  type Query { holders(ids: [ID!]!): [Holder] loadedUntil: String }
`

export const KNOWN = '11111111-1111-4111-8111-111111111111'

const HOLDER = {
  ...{ id: KNOWN, lb: '5', dj: 2, yxq: '2028-05-06', idNumber: '330199201602290019' },
  ...{ xm: [{ code: 'REHAB_FUNDED', state: 'APPROVED' }], fj: [] },
}

if (process.send) {
  const holders = JSON.parse(process.env.RECORDS ?? JSON.stringify([HOLDER])) as (typeof HOLDER)[]
  const server = new ApolloServer({
    typeDefs: TYPES,
    resolvers: {
      Query: {
        holders: (_root: unknown, { ids }: { ids: string[] }) => {
          if (ids.includes('00000000-0000-4000-8000-000000000000')) throw new GraphQLError('the register is closed')
          return holders.filter(({ id }) => ids.includes(id))
        },
        loadedUntil: () => '2026-11-23T00:00:00+08:00',
      },
    },
    plugins: [
      {
        async requestDidStart({ request: { query, variables } }) {
          process.send?.({ query, variables })
        },
      },
    ],
  })
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } })
  process.send({ url })
  process.once('disconnect', () => process.exit(0))
}
