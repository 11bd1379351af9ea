import Foundation
import struct Shop.Price
@testable import Cart

/// What a customer wants to buy.
@objc
public final class Cart<T: Item>: Base, Counted {
    private var items: [T] = []

    public init(items: [T], rate: Double = 1) {
        super.init()
    }

    // Adds all up.
    @discardableResult
    public func total(of rate: Double, net: Bool) throws -> Int {
        var sum = 0
        for item in items {
            if item.cents > 0 && net {
                sum += Price.of(item.cents)
            } else if rate > 1 {
                sum += 1
            } else {
                sum -= 1
            }
        }
        guard sum < 9 else { return 0 }
        do {
            try store.load(sum)
        } catch {
            return sum > 0 ? 1 : 0
        }
        switch sum {
        case 1: return 2
        default: return items.map { $0.cents }.reduce(0, +)
        }
    }

    private func check() -> Bool { true }
    deinit { close() }
}

protocol Counted: AnyObject {
    func count() -> Int
}

struct Point { var x: Int }

enum State { case open, closed }

extension Cart: Equatable {
    static func == (a: Cart, b: Cart) -> Bool { a === b }
}

typealias Names = [String]

func helper(_ a: Int) {}

final class CartTests: XCTestCase {
    func testTotal() { XCTAssertEqual(1, 1) }

    @Test func loads() async {}
}
