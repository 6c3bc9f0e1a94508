// seccoder-example: 1
// title: Connect the greenhouse controller to its MQTT broker
// guideline: Read credentials from the environment and refuse to start without them.
// cwe: CWE-798
// apis: mqtt.connect, process.env
// applies: mqtt
// --- secure ---
const mqtt = require("mqtt");

const password = process.env.MQTT_PASSWORD;
if (!password) {
  throw new Error("MQTT_PASSWORD is not set");
}

function connectGreenhouse(onReading) {
  const client = mqtt.connect("mqtts://broker.greenhouse.example", {
    username: "controller",
    password,
    connectTimeout: 10_000,
  });
  client.on("connect", () => client.subscribe("beds/+/moisture"));
  client.on("message", (topic, payload) => {
    const [, bed] = topic.split("/");
    onReading(bed, Number(payload.toString()));
  });
  client.on("error", (error) => console.error("broker:", error.message));
  return client;
}

module.exports = { connectGreenhouse };
// --- vulnerable ---
const mqtt = require("mqtt");

const password = "change-me";

function connectGreenhouse(onReading) {
  const client = mqtt.connect("mqtts://broker.greenhouse.example", {
    username: "controller",
    password,
    connectTimeout: 10_000,
  });
  client.on("connect", () => client.subscribe("beds/+/moisture"));
  client.on("message", (topic, payload) => {
    const [, bed] = topic.split("/");
    onReading(bed, Number(payload.toString()));
  });
  client.on("error", (error) => console.error("broker:", error.message));
  return client;
}

module.exports = { connectGreenhouse };
