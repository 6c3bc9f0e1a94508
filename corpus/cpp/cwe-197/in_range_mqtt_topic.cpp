// seccoder-example: 1
// title: Append the topic and its length to an MQTT packet
// guideline: Ask std::in_range whether a size fits before it is cast to a narrower type.
// cwe: CWE-197, CWE-681
// apis: std::in_range
// applies: standard library
// --- secure ---
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

// Two bytes of length, high byte first, and then the text.
void append_topic(std::vector<std::uint8_t>& packet, std::string_view topic) {
    if (topic.empty() || !std::in_range<std::uint16_t>(topic.size())) {
        throw std::length_error("bad topic length");
    }
    const auto length = static_cast<std::uint16_t>(topic.size());
    packet.push_back(static_cast<std::uint8_t>(length >> 8));
    packet.push_back(static_cast<std::uint8_t>(length & 0xff));
    packet.insert(packet.end(), topic.begin(), topic.end());
}
// --- vulnerable ---
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

// Two bytes of length, high byte first, and then the text.
void append_topic(std::vector<std::uint8_t>& packet, std::string_view topic) {
    if (topic.empty()) {
        throw std::length_error("bad topic length");
    }
    const auto length = static_cast<std::uint16_t>(topic.size());
    packet.push_back(static_cast<std::uint8_t>(length >> 8));
    packet.push_back(static_cast<std::uint8_t>(length & 0xff));
    packet.insert(packet.end(), topic.begin(), topic.end());
}
