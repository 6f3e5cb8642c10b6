// A remote signer for tests: it holds a validator's key, dials the engine, and signs what the engine asks for.
//
//	signer tcp://127.0.0.1:26659 CHAIN KEY-FILE STATE-FILE
package main

import (
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/privval"
)

func main() {
	address, chain, key, state := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	var dial privval.SocketDialer
	if path, isUnix := strings.CutPrefix(address, "unix://"); isUnix {
		dial = privval.DialUnixFn(path)
	} else {
		dial = privval.DialTCPFn(strings.TrimPrefix(address, "tcp://"), 3*time.Second, ed25519.GenPrivKey())
	}
	endpoint := privval.NewSignerDialerEndpoint(log.NewNopLogger(), dial,
		privval.SignerDialerEndpointConnRetries(1000),
		privval.SignerDialerEndpointRetryWaitInterval(100*time.Millisecond))
	server := privval.NewSignerServer(endpoint, chain, privval.LoadFilePV(key, state))
	if err := server.Start(); err != nil {
		panic(err)
	}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, syscall.SIGINT)
	<-ended
	_ = server.Stop()
}
