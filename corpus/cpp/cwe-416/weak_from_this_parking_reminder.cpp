// seccoder-example: 1
// title: Remind a driver before a parking ticket runs out
// guideline: Capture weak_from_this in a callback that runs later, and lock it before use.
// cwe: CWE-416
// apis: std::enable_shared_from_this::weak_from_this, std::weak_ptr::lock
// applies: standard library
// --- secure ---
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

using Agenda = std::vector<std::function<void(std::ostream&)>>;

class Parking : public std::enable_shared_from_this<Parking> {
public:
    static std::shared_ptr<Parking> start(std::string plate) {
        return std::shared_ptr<Parking>(new Parking(std::move(plate)));
    }

    // The driver may leave, and the ticket end, before the reminder is due.
    void remind_later(Agenda& agenda) {
        agenda.push_back([parking = weak_from_this()](std::ostream& display) {
            if (const auto self = parking.lock()) {
                display << self->plate_ << ": 5 minutes left\n";
            }
        });
    }

private:
    explicit Parking(std::string plate) : plate_(std::move(plate)) {}

    std::string plate_;
};
// --- vulnerable ---
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

using Agenda = std::vector<std::function<void(std::ostream&)>>;

class Parking : public std::enable_shared_from_this<Parking> {
public:
    static std::shared_ptr<Parking> start(std::string plate) {
        return std::shared_ptr<Parking>(new Parking(std::move(plate)));
    }

    // The driver may leave, and the ticket end, before the reminder is due.
    void remind_later(Agenda& agenda) {
        agenda.push_back([this](std::ostream& display) {
            display << plate_ << ": 5 minutes left\n";
        });
    }

private:
    explicit Parking(std::string plate) : plate_(std::move(plate)) {}

    std::string plate_;
};
