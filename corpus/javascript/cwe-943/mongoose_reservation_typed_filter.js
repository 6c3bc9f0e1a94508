// seccoder-example: 1
// title: Look up a table reservation by code and surname with mongoose
// guideline: Let only strings into a filter; an object from JSON can be a query operator.
// cwe: CWE-943
// apis: mongoose.Model.findOne
// applies: mongoose, express 5
// --- secure ---
import express from "express";
import mongoose from "mongoose";

const Reservation = mongoose.model(
  "Reservation",
  new mongoose.Schema({ code: String, surname: String, seats: Number, at: Date }),
);

export const router = express.Router();

router.post("/reservations/lookup", express.json(), async (req, res) => {
  const { code, surname } = req.body ?? {};
  if (typeof code !== "string" || typeof surname !== "string") {
    return res.status(400).json({ error: "code and surname are needed" });
  }
  const found = await Reservation.findOne({ code, surname }).lean();
  if (!found) {
    return res.status(404).json({ error: "no such reservation" });
  }
  res.json({ seats: found.seats, at: found.at });
});
// --- vulnerable ---
import express from "express";
import mongoose from "mongoose";

const Reservation = mongoose.model(
  "Reservation",
  new mongoose.Schema({ code: String, surname: String, seats: Number, at: Date }),
);

export const router = express.Router();

router.post("/reservations/lookup", express.json(), async (req, res) => {
  const { code, surname } = req.body ?? {};
  if (!code || !surname) {
    return res.status(400).json({ error: "code and surname are needed" });
  }
  const found = await Reservation.findOne({ code, surname }).lean();
  if (!found) {
    return res.status(404).json({ error: "no such reservation" });
  }
  res.json({ seats: found.seats, at: found.at });
});
