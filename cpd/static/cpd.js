// What the pages do beyond HTML; every page works without it.
"use strict";
