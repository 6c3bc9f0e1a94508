// seccoder-example: 1
// title: Check the role of a bank clerk before each gRPC call
// guideline: Demand a role for every method in the interceptor and refuse methods that are not listed.
// cwe: CWE-862
// apis: google.golang.org/grpc.UnaryServerInfo.FullMethod, google.golang.org/grpc/status.Error
// applies: grpc
// --- secure ---
package bank

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

type Clerk struct {
	Roles map[string]bool
}

type clerkKey struct{} // set by the authentication interceptor before this one

var roleFor = map[string]string{
	"/bank.v1.Ledger/ShowBalance":  "teller",
	"/bank.v1.Ledger/CloseAccount": "manager",
}

// Authorize guards unary calls; streams would need an interceptor of their own.
func Authorize(ctx context.Context, req any, info *grpc.UnaryServerInfo,
	handler grpc.UnaryHandler) (any, error) {
	clerk, ok := ctx.Value(clerkKey{}).(*Clerk)
	if !ok || clerk == nil {
		return nil, status.Error(codes.Unauthenticated, "sign in first")
	}
	role, listed := roleFor[info.FullMethod]
	if !listed || !clerk.Roles[role] {
		return nil, status.Error(codes.PermissionDenied, "not allowed")
	}
	return handler(ctx, req)
}
// --- vulnerable ---
package bank

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

type Clerk struct {
	Roles map[string]bool
}

type clerkKey struct{} // set by the authentication interceptor before this one

// Authorize guards unary calls; streams would need an interceptor of their own.
func Authorize(ctx context.Context, req any, info *grpc.UnaryServerInfo,
	handler grpc.UnaryHandler) (any, error) {
	clerk, ok := ctx.Value(clerkKey{}).(*Clerk)
	if !ok || clerk == nil {
		return nil, status.Error(codes.Unauthenticated, "sign in first")
	}
	return handler(ctx, req)
}
