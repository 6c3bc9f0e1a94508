// seccoder-example: 1
// title: Count the ballots of a school election
// guideline: Check both ends of a range before an index is made from a number that starts at one.
// cwe: CWE-787, CWE-191
// apis: std::vector::operator[]
// applies: standard library
// --- secure ---
#include <cstddef>
#include <cstdint>
#include <vector>

class BallotBox {
public:
    explicit BallotBox(std::size_t candidates) : votes_(candidates) {}

    // A ballot holds the number of a candidate, counted from one.
    void count(std::size_t choice) {
        if (choice >= 1 && choice <= votes_.size()) {
            ++votes_[choice - 1];
        } else {
            ++spoilt_;
        }
    }

    const std::vector<std::uint32_t>& votes() const { return votes_; }
    std::uint32_t spoilt() const { return spoilt_; }

private:
    std::vector<std::uint32_t> votes_;
    std::uint32_t spoilt_ = 0;
};
// --- vulnerable ---
#include <cstddef>
#include <cstdint>
#include <vector>

class BallotBox {
public:
    explicit BallotBox(std::size_t candidates) : votes_(candidates) {}

    // A ballot holds the number of a candidate, counted from one.
    void count(std::size_t choice) {
        if (choice <= votes_.size()) {
            ++votes_[choice - 1];
        } else {
            ++spoilt_;
        }
    }

    const std::vector<std::uint32_t>& votes() const { return votes_; }
    std::uint32_t spoilt() const { return spoilt_; }

private:
    std::vector<std::uint32_t> votes_;
    std::uint32_t spoilt_ = 0;
};
