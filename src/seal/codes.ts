/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "seal/box-key": "refused";
    "seal/bytes": "refused";
    "seal/complaint": "refused";
    "seal/confirmed-twice": "refused";
    "seal/context": "refused";
    "seal/deal": "refused";
    "seal/dealers": "refused";
    "seal/dealt-twice": "refused";
    "seal/json": "refused";
    "seal/key": "refused";
    "seal/keykeepers": "refused";
    "seal/layers": "refused";
    "seal/no-deal": "refused";
    "seal/not-keykeeper": "refused";
    "seal/package-too-long": "refused";
    "seal/place": "refused";
    "seal/point": "refused";
    "seal/proof": "refused";
    "seal/revealed-key": "refused";
    "seal/scalar": "refused";
    "seal/share": "refused";
    "seal/share-good": "refused";
    "seal/share-missing": "refused";
    "seal/shares": "refused";
    "seal/signature": "refused";
    "seal/size": "refused";
    "seal/unconfirmed": "refused";
    "seal/voter-id": "refused";
    "seal/window": "refused";
  }
}

export {};
