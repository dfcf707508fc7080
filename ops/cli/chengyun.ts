#!/usr/bin/env node
console.log('chengyun');
