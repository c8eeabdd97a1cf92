// Preloaded into a child process (`node --import`): moves its global Date so that the process starts at the instant in
// HUTONG_TEST_DATE. With HUTONG_TEST_DATE_STANDS=1 the clock stays there, like the FixedClock of the tests beside it.

const RealDate = globalThis.Date
const start = process.env.HUTONG_TEST_DATE

if (start !== undefined) {
  const startMs = RealDate.parse(start)
  if (Number.isNaN(startMs)) throw new Error('HUTONG_TEST_DATE is not an instant')
  const shiftMs = startMs - RealDate.now()
  const stands = process.env.HUTONG_TEST_DATE_STANDS === '1'
  const now = () => (stands ? startMs : RealDate.now() + shiftMs)

  globalThis.Date = new Proxy(RealDate, {
    construct: (target, parts, newTarget) => Reflect.construct(target, parts.length === 0 ? [now()] : parts, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  })
}
