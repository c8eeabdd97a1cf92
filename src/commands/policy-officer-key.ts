// `hutong policy new-officer-key FILE`: draws an officer's key. The file stays with the officer; what is printed goes to
// whoever keeps the officers' file and the start settings.
import { type Command, Option } from 'commander'
import { drawOfficerKey } from '../activation/officer-key.ts'
import {
  algorithmNamed,
  ES256,
  OFFICER_ROLES,
  type OfficerRole,
  SIGNATURE_ALGORITHMS,
} from '../activation/signature.ts'

interface KeyOptions {
  readonly as: OfficerRole
  readonly name: string
  readonly algorithm: string
}

export function policyOfficerKeyCommand(policy: Command): void {
  policy
    .command('new-officer-key')
    .description("draw an officer's key: the private part into a file of mode 600, the public part to the output")
    .argument('<file>', 'the file for the private key; it must not be there yet')
    .addOption(asOption('what the officer signs as'))
    .requiredOption('--name <name>', "the officer's name, as the officers' file shall show it")
    .addOption(
      new Option('--algorithm <name>', 'SM2-SM3 where national algorithms are asked for')
        .choices(SIGNATURE_ALGORITHMS)
        .default(ES256.name),
    )
    .action(async (file: string, { as: role, name, algorithm }: KeyOptions) => {
      const { publicKey, thumbprint } = await drawOfficerKey(file, algorithmNamed(algorithm))
      process.stdout.write(`${JSON.stringify({ ...publicKey, role, name }, null, 2)}\n`)
      process.stderr.write(`${file}: the private key; it leaves this machine by no wire\n`)
      process.stderr.write(`above: an entry for the list \`keys\` of HUTONG_OFFICERS_FILE\n`)
      process.stderr.write(`to pin in HUTONG_OFFICERS: ${role}:${thumbprint}\n`)
    })
}

export function asOption(description: string): Option {
  return new Option('--as <role>', description).choices(OFFICER_ROLES).makeOptionMandatory()
}
