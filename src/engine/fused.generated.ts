// Written by scripts/build-kernel.ts (npm run build:kernel); do not edit.

/** The module of fused.c, in base64. */
export const FUSED = "AGFzbQEAAAABBQFgAAF/AwIBAAQFAXABAQEFAwEAAQYHAX8BQYAICwcSAgZtZW1vcnkCAAVmdXNlZAAACmYBZAEDe0EA/QoDgIiAgAAiAEEA/QoDiIiAgAAiAUEA/QoDkIiAgAAiAv3tAf2HAv0MAAAAAAAAcLkAAAAAAABwuf1HIAAgASAC/YgC/QwAAAAAAABwOQAAAAAAAHA5/Uf9Tv3DAQsLHwEAQYAICxgBAAAAAADwP/7//////+8/AAAAAAAA8D8=";
