// seccoder-example: 1
// title: Decide which hospital doors a pass opens
// guideline: Give every member an initializer that refuses, so that no path leaves it unset.
// cwe: CWE-457
// apis: default member initializer
// applies: standard library
// --- secure ---
#include <string_view>

class DoorPass {
public:
    explicit DoorPass(std::string_view role) {
        if (role == "visitor") {
            level_ = 1;
        } else if (role == "nurse") {
            level_ = 2;
        } else if (role == "pharmacist") {
            level_ = 3;
        }
    }

    // Doors have levels from 1 up.
    bool opens(unsigned door_level) const { return door_level >= 1 && level_ >= door_level; }

private:
    unsigned level_ = 0;
};
// --- vulnerable ---
#include <string_view>

class DoorPass {
public:
    explicit DoorPass(std::string_view role) {
        if (role == "visitor") {
            level_ = 1;
        } else if (role == "nurse") {
            level_ = 2;
        } else if (role == "pharmacist") {
            level_ = 3;
        }
    }

    // Doors have levels from 1 up.
    bool opens(unsigned door_level) const { return door_level >= 1 && level_ >= door_level; }

private:
    unsigned level_;
};
